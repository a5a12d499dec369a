package peers;

import com.sun.management.OperatingSystemMXBean;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.json.JSONArray;
import org.json.JSONObject;

/** Times seals: bytes in memory in, bytes in memory out. */
final class Stopwatch {

    private static final double NANOSECONDS = 1e6; // in a millisecond

    private Stopwatch() {
    }

    /** Seals {@code file} {@code count} times; gives each seal's wall milliseconds and the mean CPU of the whole process. */
    static JSONObject time(Sealer sealer, String file, String level, int count, String out) throws IOException {
        byte[] pdf = Files.readAllBytes(Path.of(file));
        SignatureLevel format = SignatureLevel.valueByName("PAdES-BASELINE-" + level.substring(2));
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        JSONArray wall = new JSONArray();
        DSSDocument sealed = null;
        long cpu = process.getProcessCpuTime();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            sealed = sealer.seal(new InMemoryDocument(pdf), format);
            wall.put((System.nanoTime() - start) / NANOSECONDS);
        }
        cpu = process.getProcessCpuTime() - cpu;
        if (!out.isEmpty()) {
            sealed.save(out);
        }
        return new JSONObject().put("level", level).put("wall_ms", wall).put("cpu_ms", cpu / NANOSECONDS / count);
    }
}
