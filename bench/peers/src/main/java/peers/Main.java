package peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.json.JSONObject;

/**
 * A server on standard input and output that seals with EU DSS, warm; README.md beside the pom says how to talk to it.
 */
public final class Main {

    private Main() {
    }

    /** Arguments: PKCS#12 file, trust folder, address of the timestamp authority; PEER_PASSPHRASE opens the file. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // a library that prints must not garble the answers
        Sealer sealer = Sealer.open(arguments[0], System.getenv("PEER_PASSPHRASE"), arguments[1], arguments[2]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(sealer, line.split("\t")));
        }
    }

    private static JSONObject answer(Sealer sealer, String[] order) {
        try {
            return Stopwatch.time(sealer, order[1], order[2], Integer.parseInt(order[3]), order.length > 4 ? order[4] : "");
        } catch (Exception | LinkageError failure) {
            return new JSONObject().put("error", failure.toString());
        }
    }
}
