package judges;

import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlObjectModification;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.json.JSONArray;
import org.json.JSONObject;

/** EU DSS: what are the seals of a PDF worth (ETSI EN 319 102-1), and what came after them? */
final class Seals {

    private Seals() {
    }

    /** Gives file and, for each seal, what DSS says as of {@code at} (RFC 3339), trusting the folder {@code trust} alone. */
    static JSONObject judge(String file, String trust, String at) throws IOException {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(Trust.open(trust));
        validator.setValidationTime(Date.from(Instant.parse(at)));
        Reports reports = validator.validateDocument();
        JSONArray seals = new JSONArray();
        for (SignatureWrapper seal : reports.getDiagnosticData().getSignatures()) {
            seals.put(said(reports.getSimpleReport(), seal));
        }
        return new JSONObject().put("file", file).put("seals", seals);
    }

    private static JSONObject said(SimpleReport report, SignatureWrapper seal) {
        String id = seal.getId();
        return new JSONObject()
            .put("indication", String.valueOf(report.getIndication(id)))
            .put("sub_indication", report.getSubIndication(id) == null ? "" : report.getSubIndication(id).name())
            .put("level", seal.getSignatureFormat().toString())
            .put("errors", words(report.getAdESValidationErrors(id)))
            .put("warnings", words(report.getAdESValidationWarnings(id)))
            .put("infos", words(report.getAdESValidationInfo(id)))
            .put("modifications", modifications(seal.getPDFRevision()));
    }

    private static JSONArray words(List<Message> messages) {
        return new JSONArray(messages.stream().map(Message::getValue).toList());
    }

    /** What DSS found changed after a seal, by its own grouping; only what it holds against the file is a warning. */
    private static JSONObject modifications(PDFRevisionWrapper revision) {
        return new JSONObject()
            .put("annotation_overlaps", new JSONArray(revision.getPdfAnnotationsOverlapConcernedPages()))
            .put("visual_differences", new JSONArray(revision.getPdfVisualDifferenceConcernedPages()))
            .put("page_differences", new JSONArray(revision.getPdfPageDifferenceConcernedPages()))
            .put("extension", changes(revision.getPdfExtensionChanges()))
            .put("form_fill", changes(revision.getPdfSignatureOrFormFillChanges()))
            .put("annotation", changes(revision.getPdfAnnotationChanges()))
            .put("undefined", changes(revision.getPdfUndefinedChanges()));
    }

    private static JSONArray changes(List<XmlObjectModification> changes) {
        return new JSONArray(changes.stream().map(each -> each.getAction() + " " + each.getValue()).toList());
    }
}
