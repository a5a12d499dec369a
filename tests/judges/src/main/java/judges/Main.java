package judges;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.json.JSONObject;

/**
 * A server on standard input and output, so that the JVM starts once for many files.
 *
 * <p>Each line that comes in is a command and its arguments, separated by tabs; each line that goes out is the JSON
 * answer to it, in the same order:
 *
 * <pre>
 *   pdfa TAB FILE                     is FILE PDF/A-3b? (veraPDF)
 *   seal TAB FILE TAB TRUST TAB AT   what are the seals of FILE worth at the moment AT (RFC 3339),
 *                                   by the anchors and CRLs of the folder TRUST alone? (EU DSS)
 * </pre>
 *
 * <p>What fails answers {@code {"error": "…"}}: the server goes on.
 */
public final class Main {

    /** One judge: takes the arguments of a command, gives the answer. */
    private interface Judge {
        JSONObject judge(String[] arguments) throws Exception;
    }

    private static final Map<String, Judge> JUDGES = Map.of(
        "pdfa", arguments -> Pdfa.judge(arguments[1]),
        "seal", arguments -> Seals.judge(arguments[1], arguments[2], arguments[3]));

    private Main() {
    }

    /** Answers line after line until the input ends. */
    public static void main(String[] none) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // a library that prints must not garble the answers
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(line.split("\t")));
        }
    }

    private static JSONObject answer(String[] arguments) {
        try {
            return JUDGES.get(arguments[0]).judge(arguments);
        } catch (Exception | LinkageError failure) {
            return new JSONObject().put("error", failure.toString());
        }
    }
}
