package io.plumbline.worker.patience;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** One database, and two pools of connections to it: {@code work} and {@code answers}. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Both have what {@code spring.datasource} says; the one for answers is less patient. */
    @Bean
    DataSource database(
            DataSourceProperties database,
            DatabaseSettings settings,
            AnswerSettings answering,
            MeterRegistry meters,
            Environment environment) {
        var work = pool("work", database, settings, meters, environment);
        var answers = pool("answers", database, settings, meters, environment);
        var patience = answering.databaseWithin();
        answers.setConnectionTimeout(patience.toMillis());
        // one connection after the other is tried, until the time is over: each must be found dead soon
        answers.setValidationTimeout(Math.max(patience.toMillis() / 3, AnswerSettings.LEAST.toMillis()));
        answers.setMaximumPoolSize(answering.databaseConnections());
        answers.setMinimumIdle(Math.min(answers.getMinimumIdle(), answering.databaseConnections()));
        answers.setInitializationFailTimeout(-1); // the other one says at the start what is wrong
        for (var timeout : List.of("socketTimeout", "connectTimeout", "loginTimeout")) {
            answers.addDataSourceProperty(timeout, wholeSeconds(patience));
        }
        return new TwoPools(work, answers);
    }

    private static HikariDataSource pool(
            String name,
            DataSourceProperties database,
            DatabaseSettings settings,
            MeterRegistry meters,
            Environment environment) {
        var pool = database.initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
        pool.setConnectionInitSql("set idle_in_transaction_session_timeout = "
                + settings.idleInTransaction().toMillis());
        Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(pool));
        pool.setPoolName(name);
        pool.setMetricRegistry(meters);
        return pool;
    }

    /** The driver passes over what is no text. */
    private static String wholeSeconds(Duration duration) {
        return String.valueOf(duration.plusMillis(999).toSeconds());
    }

    /** The tables of a large company may take long to change, and Flyway's lock is a transaction that does nothing meanwhile. */
    @Bean(defaultCandidate = false)
    @FlywayDataSource
    DataSource migrations(DataSourceProperties database) {
        return database.initializeDataSourceBuilder()
                .type(SimpleDriverDataSource.class)
                .build();
    }

    @Bean
    DefaultExecuteListenerProvider databasePatience(AnswerSettings settings) {
        return new DefaultExecuteListenerProvider(new DatabasePatience(settings.databaseWithin()));
    }
}
