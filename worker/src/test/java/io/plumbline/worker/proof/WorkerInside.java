package io.plumbline.worker.proof;

import io.plumbline.worker.PlumblineWorker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The program within the process of a trial, which tells it the time. */
final class WorkerInside {

    private WorkerInside() {}

    static ConfigurableApplicationContext start(
            InstantSource clock, Path dataDirectory, String database, String temporal, String... more) {
        var program = new SpringApplication(PlumblineWorker.class);
        program.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean("trialClock", InstantSource.class, () -> clock, bean -> bean.setPrimary(true)));
        return program.run(Stream.concat(
                        Stream.of(
                                "--spring.datasource.url=" + database,
                                "--spring.temporal.connection.target=" + temporal,
                                "--plumbline.data-dir=" + dataDirectory,
                                "--plumbline.security.jwt.secret=" + Worker.SECRET,
                                "--plumbline.demo=false",
                                "--plumbline.federation.pick-up-every=1s",
                                "--server.port=0"),
                        Stream.of(more))
                .toArray(String[]::new));
    }
}
