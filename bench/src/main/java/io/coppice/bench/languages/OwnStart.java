package io.coppice.bench.languages;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The start of a process child without a host: from its launch to the line that says that it is ready. */
final class OwnStart {

    private static final byte[] BEGIN =
            "{\"type\":\"start\",\"path\":\"/echo\",\"inbox\":\"guest-inbox.own.\",\"config\":{}}\n"
                    .getBytes(StandardCharsets.UTF_8);

    private OwnStart() {}

    /** Milliseconds. */
    static double time(List<String> command, Path folder) throws IOException, InterruptedException {
        long from = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream();
                BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            in.write(BEGIN);
            in.flush();
            String line;
            do {
                line = out.readLine();
                if (line == null) {
                    throw new IOException(command + " ended before it was ready");
                }
            } while (!"ready".equals(new JsonObject(line).getString("type")));
            return (System.nanoTime() - from) / 1e6;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
