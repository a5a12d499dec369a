package judges;

import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whom DSS trusts: the certificates ({@code *.pem}) and CRLs ({@code *.crl}) of a folder, and nothing from a network. */
final class Trust {

    private Trust() {
    }

    /** Reads the folder anew: tests change it. DSS needs a CRL of every CA to say TOTAL_PASSED. */
    static CertificateVerifier open(String folder) throws IOException {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        for (Path path : files(folder, ".pem")) {
            anchors.addCertificate(DSSUtils.loadCertificate(path.toFile()));
        }
        CertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setTrustedCertSources(anchors);
        verifier.setCrlSource(new ExternalResourcesCRLSource(
            files(folder, ".crl").stream().map(path -> new FileDocument(path.toFile())).toArray(DSSDocument[]::new)));
        return verifier;
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> all = Files.list(Path.of(folder))) {
            return all.filter(path -> path.getFileName().toString().endsWith(ending)).sorted().toList();
        }
    }
}
