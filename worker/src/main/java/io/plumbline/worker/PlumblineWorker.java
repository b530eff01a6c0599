package io.plumbline.worker;

import java.time.Clock;
import java.time.InstantSource;
import org.jooq.conf.Settings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The program. What is not set in {@code application.yml} or the environment runs embedded. */
@SpringBootApplication(scanBasePackages = {"io.plumbline.worker", "io.plumbline.activities"})
@ConfigurationPropertiesScan({"io.plumbline.worker", "io.plumbline.activities"})
@EnableScheduling
public class PlumblineWorker {

    private static final int QUERY_TIMEOUT_SECONDS = 50; // under the minute that an activity has

    public static void main(String[] args) {
        Termination.isNoFailure();
        SpringApplication.run(PlumblineWorker.class, args);
    }

    @Bean
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Bean
    Settings jooqSettings() {
        return new Settings().withQueryTimeout(QUERY_TIMEOUT_SECONDS);
    }
}
