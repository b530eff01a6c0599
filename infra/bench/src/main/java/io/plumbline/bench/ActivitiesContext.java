package io.plumbline.bench;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.activities.secrets.Secrets;
import java.time.Clock;
import java.time.InstantSource;
import org.jooq.conf.Settings;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The beans that the worker gives to the activities. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan("io.plumbline.activities")
@ConfigurationPropertiesScan("io.plumbline.activities")
class ActivitiesContext {

    private static final int QUERY_TIMEOUT_SECONDS = 50; // as in the worker

    @Bean
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Bean
    Secrets secrets() {
        return Secrets.withoutKey();
    }

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @Bean
    Settings jooqSettings() {
        return new Settings().withQueryTimeout(QUERY_TIMEOUT_SECONDS);
    }
}
