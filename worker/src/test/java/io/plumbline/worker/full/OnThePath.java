package io.plumbline.worker.full;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** Programs that a test needs, and is skipped without. */
public final class OnThePath {

    private OnThePath() {}

    public static void require(String program) {
        require(program, "--version");
    }

    /** @param version how the program is asked for its version */
    public static void require(String program, String version) {
        assumeTrue(has(program, version), "the " + program + " program is not on the PATH");
    }

    public static boolean has(String program, String version) {
        try {
            return new ProcessBuilder(program, version)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
