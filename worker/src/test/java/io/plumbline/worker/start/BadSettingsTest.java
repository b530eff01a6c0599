package io.plumbline.worker.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.PlumblineWorker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A setting that cannot be stops the start with a sentence that names it, and nothing stays behind. */
@Tag("E10")
@ExtendWith(OutputCaptureExtension.class)
class BadSettingsTest extends ApiTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    @Value("${spring.datasource.url}")
    private String database;

    @Value("${spring.temporal.connection.target}")
    private String temporal;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plumbline.reconcile.cron=0 0 * * * *     | plumbline.reconcile.cron='0 0 * * * *' is not a cron expression of five UNIX fields",
                "plumbline.reconcile.cron=@hourly         | plumbline.reconcile.cron='@hourly' is not a cron expression",
                "plumbline.reconcile.cron=@every 1h       | plumbline.reconcile.cron='@every 1h' is not a cron expression",
                "plumbline.reconcile.cron=CRON_TZ=UTC 0 * * * * | is not a cron expression",
                "plumbline.reconcile.cron=hourly          | plumbline.reconcile.cron='hourly' is not a cron expression",
                "plumbline.reconcile.cron=61 * * * *      | plumbline.reconcile.cron='61 * * * *' is not a cron expression",
                "plumbline.reconcile.cron=0 0 30 2 *      | plumbline.reconcile.cron='0 0 30 2 *' never fires",
                "plumbline.answers.database-within=100ms  | plumbline.answers.database-within must be 250ms or longer",
                "plumbline.answers.temporal-within=0s     | plumbline.answers.temporal-within must be 250ms or longer",
                "plumbline.conversation.unverified-per-minute=0 | plumbline.conversation.unverified-per-minute must be 1 or more",
                "plumbline.database.idle-in-transaction=0s | plumbline.database.idle-in-transaction must be from 1s to an hour",
                "plumbline.answers.database-connections=0 | plumbline.answers.database-connections must be from 1 to 1000",
                "plumbline.temporal.register-search-attributes=perhaps | plumbline.temporal.register-search-attributes",
                "plumbline.reconcile.gather-for=5s        | plumbline.reconcile.gather-for must be from 0 to 4s",
                "plumbline.reconcile.together=0           | plumbline.reconcile.together must be from 1 to 200",
                "plumbline.reconcile.stale-after=-1h      | plumbline.reconcile.stale-after must be longer than zero",
                "plumbline.reconcile.stale-after=0s       | plumbline.reconcile.stale-after must be longer than zero",
                "plumbline.reconcile.stale-after=99999999d | plumbline.reconcile.stale-after must be",
                "plumbline.reconcile.stale-after=soon     | plumbline.reconcile.stale-after",
                "plumbline.reconcile.cooldown=-1h         | plumbline.reconcile.cooldown must be longer than zero",
                "plumbline.reconcile.flags-per-run=0      | plumbline.reconcile.flags-per-run must be from 1 to",
                "plumbline.reconcile.in-flight=0          | plumbline.reconcile.in-flight must be from 1 to 200",
                "plumbline.reconcile.in-flight=201        | plumbline.reconcile.in-flight must be from 1 to 200",
                "plumbline.reconcile.page-size=0          | plumbline.reconcile.page-size must be from 1 to",
                "plumbline.reconcile.page-parts=0         | plumbline.reconcile.page-parts must be from 1 to",
                "plumbline.federation.keep-history=0s     | plumbline.federation.keep-history must be longer than zero",
                "plumbline.federation.keep-jobs=-1d       | plumbline.federation.keep-jobs must be longer than zero",
                "plumbline.federation.clean-up-every=0s   | plumbline.federation.clean-up-every must be longer than zero",
                "plumbline.federation.webhook.per-minute=0 | plumbline.federation.webhook.per-minute must be from 1 to",
                "plumbline.federation.webhook.unverified-per-minute=0 | plumbline.federation.webhook.unverified-per-minute must be from 1 to",
                "plumbline.federation.webhook.tolerance=2h | plumbline.federation.webhook.tolerance must be an hour at most",
                "plumbline.federation.webhook.tolerance=0s | plumbline.federation.webhook.tolerance must be longer than zero",
                "plumbline.federation.webhook.again-after=0s | plumbline.federation.webhook.again-after must be longer than zero",
                "plumbline.federation.webhook.keep-for=1h | plumbline.federation.webhook.keep-for must be from two hours to a hundred years",
                "plumbline.federation.webhook.keep-for=99999999d | plumbline.federation.webhook.keep-for must be from two hours to a hundred years",
                "plumbline.federation.webhook.keep-refused=-1 | plumbline.federation.webhook.keep-refused must be from 0 to",
                "plumbline.reconcile.keep-runs-for=0d     | plumbline.reconcile.keep-runs-for must be longer than zero",
                "plumbline.health.refresh=0s              | plumbline.health.refresh must be longer than zero",
                "plumbline.incidents.webhook.url=hooks.example | plumbline.incidents.webhook.url must begin with http",
                "plumbline.incidents.webhook.url=http://127.0.0.1/ | plumbline.incidents.webhook.secret must be set where",
                "plumbline.incidents.webhook.secret=hush  | plumbline.incidents.webhook.secret must be whsec_ and then",
                "plumbline.incidents.webhook.timeout=2m   | plumbline.incidents.webhook.timeout must be longer than zero and at most a minute",
                "plumbline.security.seal-every=0s         | plumbline.security.seal-every must be longer than zero",
                "plumbline.security.jwt.clock-skew=6m     | plumbline.security.jwt.clock-skew must be from 0s to 5m",
                "plumbline.security.jwt.clock-skew=-1s    | plumbline.security.jwt.clock-skew must be from 0s to 5m",
            })
    void a_setting_that_cannot_be_is_named(String setting, String sentence, CapturedOutput output) {
        assertThatItSays(Settings.class, output, sentence, outside(setting, "spring.main.web-application-type=none"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plumbline.roles=nonsense                 | plumbline.roles has 'nonsense'; it may have any of [api, reconcile",
                "plumbline.roles=api,nonsense             | plumbline.roles has 'nonsense'",
                "plumbline.security.jwt.secret=short      | plumbline.security.jwt.secret has 5 bytes; HS256 needs 32",
                "plumbline.security.jwt.secret=           | plumbline.security.jwt.secret must be set: 32 bytes or more",
                "plumbline.security.jwt.jwk-set-uri=https://keys.example/jwks | plumbline.security.jwt.secret and plumbline.security.jwt.jwk-set-uri are both set",
                "plumbline.security.jwt.public-key=key.pem | plumbline.security.jwt.secret and plumbline.security.jwt.public-key are both set",
                "plumbline.security.jwt.issuer-uri=https://id.example | plumbline.security.jwt.secret and plumbline.security.jwt.issuer-uri are both set",
                "plumbline.security.secrets-key=short     | plumbline.security.secrets-key must be 32 bytes in base64",
                "plumbline.security.jwt.algorithms=RS256  | plumbline.security.jwt.algorithms=RS256 does not fit a secret",
                "plumbline.security.jwt.algorithms=HS256,HS512 | plumbline.security.jwt.algorithms=HS256,HS512 does not fit a secret",
                "plumbline.reconcile.stale-after=-1h      | plumbline.reconcile.stale-after must be longer than zero",
            })
    void a_setting_of_the_whole_program_that_cannot_be_is_named(
            String setting, String sentence, CapturedOutput output) {
        assertThatItSays(output, sentence, outside(setting));
    }

    /** What the program binds at its start, with nothing else of it: a start of all of it takes seconds. */
    @ConfigurationPropertiesScan("io.plumbline")
    static class Settings {}

    @ParameterizedTest(name = "{0}")
    @Tag("E5")
    @CsvSource(
            delimiter = '|',
            value = {
                "public-key=nonsense                      | public-key cannot be used: it is neither a key in PEM nor a file",
                "public-key=-----BEGIN PUBLIC KEY-----x-----END PUBLIC KEY----- | public-key cannot be used: it is",
                "jwk-set-uri=file:/etc/passwd             | jwk-set-uri must be an address like https://keys.example",
                "jwk-set-uri=keys.example                 | jwk-set-uri must be an address like https://keys.example",
                "issuer-uri=id.example                    | issuer-uri must be an address like https://",
                "jwk-set-uri=http://127.0.0.1:1/jwks, algorithms=HS256 | algorithms has 'HS256'; with public keys it may have any of",
                "jwk-set-uri=http://127.0.0.1:1/jwks, algorithms=none | algorithms has 'none'",
                "jwk-set-uri=http://127.0.0.1:1/jwks, issuer-uri=http://127.0.0.1:1 | jwk-set-uri and plumbline.security.jwt.issuer-uri are both set",
                "issuer-uri=http://127.0.0.1:1, issuer=http://127.0.0.1:2 | issuer and plumbline.security.jwt.issuer-uri name two issuers",
            })
    void keys_of_others_that_cannot_be_are_named(String settings, String sentence, CapturedOutput output) {
        var set = Stream.concat(Stream.of("secret="), Stream.of(settings.split(", ")))
                .map("plumbline.security.jwt."::concat)
                .toArray(String[]::new);

        assertThatItSays(output, "plumbline.security.jwt." + sentence, outside(set));
    }

    @ParameterizedTest
    @CsvSource({"server.port", "plumbline.temporal.port", "plumbline.postgres.port"})
    void a_port_in_use_is_named(String setting, CapturedOutput output) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = setting + "=" + taken.getLocalPort();
            var data = directory.resolve("data");

            assertThatItSays(
                    output,
                    port + " is in use",
                    setting.equals("server.port")
                            ? outside(port, "server.address=127.0.0.1")
                            : List.of("plumbline.data-dir=" + data, "server.port=0", port));

            assertThat(Program.postgres(data)).as("no PostgreSQL stays behind").isZero();
        }
    }

    @Test
    void a_database_that_is_not_there_is_named_soon(CapturedOutput output) {
        var begun = Instant.now();

        assertThatItSays(
                output,
                "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/plumbline cannot be used: Connection to 127.0.0.1:1 refused",
                outside("spring.datasource.url=jdbc:postgresql://127.0.0.1:1/plumbline?password=hush"));

        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(30));
        assertThat(output.getOut()).doesNotContain("hush");
    }

    @Test
    void a_database_that_does_not_exist_is_named(CapturedOutput output) {
        assertThatItSays(
                output,
                "/nobodys cannot be used: FATAL: database \"nobodys\" does not exist",
                outside("spring.datasource.url=" + database.replace("/postgres?", "/nobodys?")));
    }

    /** Settings for parts that are there already, with these in the place of some. */
    private List<String> outside(String... settings) {
        var all = new ArrayList<>(List.of(
                "spring.datasource.url=" + database,
                "spring.temporal.connection.target=" + temporal,
                "server.port=0",
                "plumbline.demo=false",
                "plumbline.security.jwt.secret=" + SECRET));
        for (var setting : settings) {
            var name = setting.substring(0, setting.indexOf('=') + 1);
            all.removeIf(one -> one.startsWith(name));
            all.add(setting);
        }
        return all;
    }

    private static void assertThatItSays(CapturedOutput output, String sentence, List<String> settings) {
        assertThatItSays(PlumblineWorker.class, output, sentence, settings);
    }

    private static void assertThatItSays(
            Class<?> program, CapturedOutput output, String sentence, List<String> settings) {
        var arguments = settings.stream().map(setting -> "--" + setting).toArray(String[]::new);

        assertThatThrownBy(() -> SpringApplication.run(program, arguments).close())
                .isNotNull();

        assertThat(output.getOut()).contains("APPLICATION FAILED TO START", sentence);
        // programs of other tests may say something meanwhile
        var said = output.getOut().substring(output.getOut().indexOf("APPLICATION FAILED TO START"));
        assertThat(said).doesNotContain("Caused by:");
        assertThat(output.getOut()).doesNotContain("at org.springframework.boot.SpringApplication.run(");
    }
}
