package io.plumbline.worker.demo;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.WORKSPACE;

import io.plumbline.infra.embedded.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.core.io.ClassPathResource;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Fills an empty database with workspaces and contacts to look at, and lets messages of the lively ones arrive. */
@Component
@ConditionalOnExpression("${plumbline.demo:${plumbline.embedded.database:false}}")
class DemoData implements ApplicationRunner {

    static final String BOT_WORKSPACE = "acme";

    private static final Logger log = LoggerFactory.getLogger(DemoData.class);

    private final DSLContext db;
    private final InstantSource clock;

    DemoData(DSLContext db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** Runs before the workers start. */
    @Override
    public void run(ApplicationArguments arguments) {
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            tx.execute("lock table workspace in share row exclusive mode"); // one of several replicas fills it
            if (!tx.fetchExists(WORKSPACE)) {
                tx.execute(script());
                log.info("demo: {} workspaces, {} contacts", tx.fetchCount(WORKSPACE), tx.fetchCount(CONTACT));
            }
        });
        messagesArrive();
    }

    /** Without this, every contact of the demo would be quiet after an hour. */
    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT10M")
    void messagesArrive() {
        db.update(CONTACT)
                .set(CONTACT.LAST_ACTIVITY_AT, clock.instant())
                .where(CONTACT.LEAD_TEMPERATURE.eq("hot").and(CONTACT.NAME.isNotNull()))
                .execute();
    }

    private static String script() {
        try {
            return new ClassPathResource("demo/reconcile.sql").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StartException("The demo data cannot be read.", e);
        }
    }
}
