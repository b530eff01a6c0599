package io.plumbline.workflows.planted;

import io.plumbline.infra.cron.CronSchedule;
import java.nio.file.Path;
import java.time.Instant;

/** Breaks the rules of workflow code on purpose, so that a test can show that it would be noticed. */
class Planted {

    static Instant started = Instant.now();

    Path file = Path.of(CronSchedule.parse("planted", "* * * * *").expression());
}
