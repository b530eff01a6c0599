package io.plumbline.worker.patience;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the database does about connections that were lost on the way.
 *
 * @param idleInTransaction how long a transaction may do nothing before the database ends it: what it holds locked is free
 *     again then, also when nobody can tell the database that the worker has gone
 */
@ConfigurationProperties("plumbline.database")
record DatabaseSettings(@DefaultValue("20s") Duration idleInTransaction) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    DatabaseSettings {
        if (idleInTransaction.compareTo(SHORTEST) < 0 || idleInTransaction.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.database.idle-in-transaction must be from 1s to an hour; it is " + idleInTransaction);
        }
    }
}
