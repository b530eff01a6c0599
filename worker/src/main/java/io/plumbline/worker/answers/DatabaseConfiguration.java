package io.plumbline.worker.answers;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** One database, and two pools of connections to it: {@code work} and {@code answers}. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Both have what {@code spring.datasource} says; the one for answers is less patient. */
    @Bean
    DataSource database(
            DataSourceProperties database, AnswerSettings settings, MeterRegistry meters, Environment environment) {
        var work = pool("work", database, meters, environment);
        var answers = pool("answers", database, meters, environment);
        var patience = settings.databaseWithin();
        answers.setConnectionTimeout(patience.toMillis());
        answers.setValidationTimeout(patience.toMillis());
        answers.setMaximumPoolSize(settings.databaseConnections());
        answers.setMinimumIdle(Math.min(answers.getMinimumIdle(), settings.databaseConnections()));
        answers.setInitializationFailTimeout(-1); // the other one says at the start what is wrong
        answers.addDataSourceProperty("socketTimeout", wholeSeconds(patience));
        answers.addDataSourceProperty("connectTimeout", wholeSeconds(patience));
        return new TwoPools(work, answers);
    }

    private static HikariDataSource pool(
            String name, DataSourceProperties database, MeterRegistry meters, Environment environment) {
        var pool = database.initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
        Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(pool));
        pool.setPoolName(name);
        pool.setMetricRegistry(meters);
        return pool;
    }

    private static long wholeSeconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    @Bean
    DefaultExecuteListenerProvider databasePatience(AnswerSettings settings) {
        return new DefaultExecuteListenerProvider(new DatabasePatience(settings.databaseWithin()));
    }
}
