package io.plumbline.activities.incidents;

import static io.plumbline.infra.db.Tables.INCIDENT;
import static io.plumbline.infra.db.Tables.INCIDENT_MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.incidents.IncidentRepository.Told;
import io.plumbline.activities.incidents.Incidents.Incident;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

@Tag("C14")
class IncidentsTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration OVER_AFTER = Duration.ofHours(1);
    private static final IncidentSettings SETTINGS = new IncidentSettings(
            "plumbline@example.com",
            List.of("operators@example.com"),
            OVER_AFTER,
            Duration.ofDays(90),
            new WebhookSettings(null, null, null, Duration.ofSeconds(10)));
    private static final Incident REGISTRY_IS_AWAY = new Incident(
            "federation/registry/north",
            List.of("admin@north.example"),
            "North is not synced",
            "The registry refused the connection.");

    private final DSLContext db = TestDatabase.empty();
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private IncidentRepository incidents;

    @BeforeEach
    void start() {
        server.start();
        var sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(server.getSmtp().getPort());
        var beans = new StaticListableBeanFactory();
        beans.addBean("mail", sender);
        incidents = new IncidentRepository(
                db, List.of(new MailChannel(beans.getBeanProvider(JavaMailSender.class), SETTINGS)), SETTINGS);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void tellAll(Instant now) {
        incidents.settle(now);
        while (incidents.tellNext("mail", now) == Told.sent) {}
    }

    private List<String> subjects() {
        return Arrays.stream(server.getReceivedMessages())
                .map(IncidentsTest::subject)
                .toList();
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void one_message_tells_that_it_opened_however_often_it_is_reported() throws MessagingException {
        for (var i = 0; i < 10; i++) {
            Incidents.open(db, REGISTRY_IS_AWAY, MIDNIGHT.plusSeconds(i));
            tellAll(MIDNIGHT.plusSeconds(i));
        }
        assertThat(subjects()).containsExactly("North is not synced");
        assertThat(server.getReceivedMessages()[0].getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("admin@north.example");
    }

    @Test
    void one_message_tells_that_it_is_over() {
        Incidents.open(db, REGISTRY_IS_AWAY, MIDNIGHT);
        tellAll(MIDNIGHT);
        Incidents.over(db, REGISTRY_IS_AWAY.cause(), MIDNIGHT.plusSeconds(60));
        tellAll(MIDNIGHT.plusSeconds(60));
        assertThat(subjects()).hasSize(1);

        tellAll(MIDNIGHT.plusSeconds(60).plus(OVER_AFTER));
        tellAll(MIDNIGHT.plusSeconds(120).plus(OVER_AFTER));
        assertThat(subjects()).containsExactly("North is not synced", "Over: North is not synced");
    }

    @Test
    void a_source_that_flaps_for_a_week_gives_two_messages() {
        for (var minutes = 0; minutes < 7 * 24 * 60; minutes += 10) {
            var now = MIDNIGHT.plus(Duration.ofMinutes(minutes));
            if (minutes / 10 % 2 == 0) {
                Incidents.open(db, REGISTRY_IS_AWAY, now);
            } else {
                Incidents.over(db, REGISTRY_IS_AWAY.cause(), now);
            }
            tellAll(now);
        }
        tellAll(MIDNIGHT.plus(Duration.ofDays(8)));
        assertThat(subjects()).containsExactly("North is not synced", "Over: North is not synced");
    }

    @Test
    void an_incident_without_recipients_goes_to_the_operators() throws MessagingException {
        Incidents.open(
                db, new Incident("products", List.of(), "Products are not synced", "The feed is away."), MIDNIGHT);
        tellAll(MIDNIGHT);
        assertThat(server.getReceivedMessages()[0].getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("operators@example.com");
    }

    @Test
    void an_address_that_cannot_be_one_keeps_the_message_from_nobody_else() throws MessagingException {
        Incidents.open(db, toNorth("admin at north.example", "admin@north.example"), MIDNIGHT);
        tellAll(MIDNIGHT);
        assertThat(server.getReceivedMessages()[0].getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("admin@north.example");
    }

    @Test
    void where_no_address_can_be_one_the_operators_are_told() throws MessagingException {
        Incidents.open(db, toNorth("admin at north.example", ""), MIDNIGHT);
        tellAll(MIDNIGHT);
        assertThat(server.getReceivedMessages()[0].getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("operators@example.com");
    }

    private static Incident toNorth(String... recipients) {
        return new Incident(REGISTRY_IS_AWAY.cause(), List.of(recipients), "North is not synced", "It is away.");
    }

    @Test
    @Tag("E9")
    void what_is_over_is_dropped_when_it_was_kept_for_long_enough_and_what_is_open_never() {
        Incidents.open(db, REGISTRY_IS_AWAY, MIDNIGHT);
        Incidents.over(db, REGISTRY_IS_AWAY.cause(), MIDNIGHT);
        Incidents.open(db, new Incident("products", List.of(), "No products", "The feed is away."), MIDNIGHT);
        var closed = MIDNIGHT.plus(OVER_AFTER);
        tellAll(closed);

        tellAll(closed.plus(SETTINGS.keepFor()));
        assertThat(db.fetchCount(INCIDENT)).isEqualTo(2);
        tellAll(closed.plus(SETTINGS.keepFor()).plusSeconds(1));

        assertThat(db.fetchValues(INCIDENT.CAUSE)).containsExactly("products");
        assertThat(db.fetchCount(INCIDENT_MESSAGE)).isEqualTo(1);
    }

    @Test
    void a_mail_server_that_is_away_is_tried_again_later_with_the_same_message_id() {
        Incidents.open(db, REGISTRY_IS_AWAY, MIDNIGHT);
        server.stop();
        incidents.settle(MIDNIGHT);
        assertThat(incidents.tellNext("mail", MIDNIGHT)).isEqualTo(Told.failed);
        assertThat(incidents.tellNext("mail", MIDNIGHT.plusSeconds(9)))
                .as("not before its time")
                .isEqualTo(Told.nothing);
        assertThat(new OpenIncidents(db).newest(1).get(0).untold()).startsWith("mail: ");

        var ids = new ArrayList<String>();
        var again = new IncidentRepository(db, List.of(new CutOff(ids)), SETTINGS);
        assertThat(again.tellNext("mail", MIDNIGHT.plusSeconds(10))).isEqualTo(Told.failed);
        assertThat(again.tellNext("mail", MIDNIGHT.plusSeconds(300))).isEqualTo(Told.sent);
        assertThat(ids).hasSize(2);
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
        assertThat(new OpenIncidents(db).newest(1).get(0).untold()).isNull();
    }

    @Test
    void what_opens_and_ends_between_two_looks_is_told_all_the_same() {
        Incidents.open(db, REGISTRY_IS_AWAY, MIDNIGHT);
        Incidents.over(db, REGISTRY_IS_AWAY.cause(), MIDNIGHT.plusSeconds(1));

        tellAll(MIDNIGHT.plusSeconds(1).plus(OVER_AFTER));

        assertThat(subjects()).containsExactly("North is not synced", "Over: North is not synced");
        assertThat(new OpenIncidents(db).count()).isZero();
    }

    /** Fails the first time, as if it were not known whether the message went out. */
    private record CutOff(List<String> ids) implements IncidentChannel {

        @Override
        public String name() {
            return "mail";
        }

        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public void send(IncidentMessage message) {
            ids.add(message.key());
            if (ids.size() == 1) {
                throw new IllegalStateException("cut off: it may have gone out");
            }
        }
    }
}
