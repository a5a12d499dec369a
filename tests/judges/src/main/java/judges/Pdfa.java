package judges;

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.json.JSONArray;
import org.json.JSONObject;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/** veraPDF: is a file PDF/A-3b (ISO 19005-3, conformance level B)? */
final class Pdfa {

    private static final PDFAFlavour PROFILE = PDFAFlavour.PDFA_3_B;

    static {
        VeraGreenfieldFoundryProvider.initialise();
    }

    private Pdfa() {
    }

    /** Gives file, profile, compliant and the rules that failed: clause, test, the first message. */
    static JSONObject judge(String file) throws Exception {
        try (InputStream bytes = new FileInputStream(file);
             PDFAParser parser = Foundries.defaultInstance().createParser(bytes, PROFILE);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(PROFILE, false)) {
            ValidationResult result = validator.validate(parser);
            return new JSONObject()
                .put("file", file)
                .put("profile", "PDF/A-3b")
                .put("compliant", result.isCompliant())
                .put("failed", failed(result));
        }
    }

    private static JSONArray failed(ValidationResult result) {
        Map<RuleId, String> messages = new TreeMap<>(
            Comparator.comparing(RuleId::getClause).thenComparing(RuleId::getTestNumber));
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                messages.putIfAbsent(assertion.getRuleId(), assertion.getMessage());
            }
        }
        JSONArray rules = new JSONArray();
        messages.forEach((rule, message) -> rules.put(new JSONObject()
            .put("clause", rule.getClause())
            .put("test", rule.getTestNumber())
            .put("message", message)));
        return rules;
    }
}
