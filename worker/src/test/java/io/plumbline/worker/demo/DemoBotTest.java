package io.plumbline.worker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.security.EmbeddedTokens;
import java.time.Duration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;

/** The demo's bot walks to the end of its conversation, and is gone then. */
@Tag("E10")
class DemoBotTest extends ApiTest {

    @Autowired
    private ObjectProvider<EmbeddedTokens> tokens;

    @Autowired
    private Environment environment;

    @Test
    void it_walks_from_the_greeting_to_the_end_and_leaves_no_thread() throws Exception {
        workspace("acme");
        db.execute("update workspace set region = 'MX'");
        db.execute("insert into contact (workspace_id, phone) values ('acme', '55 1234 5678')");
        var bot = new DemoBot(db, tokens, environment);

        var said = 0;
        while (bot.saysNext()) {
            said++;
        }
        assertThat(said).isEqualTo(4);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(values("select name || ' ' || lead_status from contact"))
                        .containsExactly("Lucía Ramírez converted"));
        assertThat(values("select version from conversation order by version")).containsExactly(1L, 4L);

        bot.start();
        await().until(DemoBotTest::isThere);
        await().atMost(Duration.ofSeconds(30)).until(() -> !isThere());
        assertThat(values("select version from conversation order by version")).containsExactly(1L, 4L);
    }

    @Test
    void it_says_nothing_in_data_that_is_not_the_demos() throws Exception {
        workspace("acme");

        assertThat(new DemoBot(db, tokens, environment).saysNext()).isFalse();

        assertThat(count("conversation")).isZero();
    }

    private static boolean isThere() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("demo-bot"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"api|true", "reconcile,conversation|false"})
    void it_is_only_where_the_api_is(String roles, boolean there) {
        new ApplicationContextRunner()
                .withUserConfiguration(DemoBot.class)
                .withBean(DSLContext.class, () -> DSL.using(SQLDialect.POSTGRES))
                .withBean(EmbeddedTokens.class, tokens::getObject)
                .withPropertyValues("plumbline.demo=true", "plumbline.roles=" + roles)
                .run(context ->
                        assertThat(context.getBeansOfType(DemoBot.class)).hasSize(there ? 1 : 0));
    }
}
