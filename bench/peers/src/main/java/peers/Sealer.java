package peers;

import eu.europa.esig.dss.enumerations.CertificationPermission;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.PAdESTimestampParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.service.http.commons.TimestampDataLoader;
import eu.europa.esig.dss.service.tsp.OnlineTSPSource;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

/** Seals with EU DSS as its manual shows: key, lists and connection are opened once, as ours are. */
record Sealer(PAdESService service, Pkcs12SignatureToken token, DSSPrivateKeyEntry key) {

    /** Opens the first key of a PKCS#12 file; trusts the certificates and CRLs of a folder. */
    static Sealer open(String keys, String passphrase, String trust, String authority) throws IOException {
        Pkcs12SignatureToken token =
            new Pkcs12SignatureToken(keys, new KeyStore.PasswordProtection(passphrase.toCharArray()));
        PAdESService service = new PAdESService(verifier(trust));
        service.setTspSource(new OnlineTSPSource(authority, new TimestampDataLoader()));
        return new Sealer(service, token, token.getKeys().get(0));
    }

    /** Gives the sealed document: invisible, certified, SHA-256. */
    DSSDocument seal(DSSDocument pdf, SignatureLevel level) {
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(level);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(key.getCertificate());
        parameters.setCertificateChain(key.getCertificateChain());
        parameters.setPermission(CertificationPermission.NO_CHANGE_PERMITTED);
        parameters.setSignatureTimestampParameters(new PAdESTimestampParameters(DigestAlgorithm.SHA256));
        parameters.setArchiveTimestampParameters(new PAdESTimestampParameters(DigestAlgorithm.SHA256));
        parameters.bLevel().setSigningDate(new Date());
        ToBeSigned message = service.getDataToSign(pdf, parameters);
        SignatureValue value = token.sign(message, parameters.getDigestAlgorithm(), key);
        return service.signDocument(pdf, parameters, value);
    }

    /** As in judges.Trust; the two modules are built apart, and a third for these lines would cost more than they do. */
    private static CertificateVerifier verifier(String folder) throws IOException {
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
