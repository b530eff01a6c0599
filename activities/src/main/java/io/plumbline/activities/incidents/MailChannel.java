package io.plumbline.activities.incidents;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** Mail, where {@code spring.mail.host} is set; the log always. A message that is sent again keeps its Message-ID. */
@Component
final class MailChannel implements IncidentChannel {

    private static final Logger log = LoggerFactory.getLogger(MailChannel.class);

    private final ObjectProvider<JavaMailSender> mail;
    private final IncidentSettings settings;

    MailChannel(ObjectProvider<JavaMailSender> mail, IncidentSettings settings) {
        this.mail = mail;
        this.settings = settings;
    }

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
        var sender = mail.getIfAvailable();
        if (sender != null) {
            var theirs = addresses(message.recipients());
            var to = theirs.isEmpty() ? addresses(settings.mailTo()) : theirs;
            if (!to.isEmpty()) {
                sender.send(letter(sender, message, to));
            }
        }
        log.warn("{}: {}", message.title(), message.words());
    }

    /** Those that can be one: the others must not keep the message from them. */
    private static List<InternetAddress> addresses(List<String> written) {
        return written.stream().flatMap(text -> Arrays.stream(addresses(text))).toList();
    }

    private static InternetAddress[] addresses(String written) {
        try {
            return InternetAddress.parse(written, true);
        } catch (AddressException e) {
            log.warn("'{}' is no address of mail: nothing is sent there", written);
            return new InternetAddress[0];
        }
    }

    private MimeMessage letter(JavaMailSender sender, IncidentMessage message, List<InternetAddress> to) {
        try {
            var letter = new KeyedMessage(sender.createMimeMessage(), "<" + message.key() + "@plumbline>");
            letter.setFrom(settings.mailFrom());
            letter.setRecipients(MimeMessage.RecipientType.TO, to.toArray(InternetAddress[]::new));
            letter.setSubject(message.title(), StandardCharsets.UTF_8.name());
            letter.setText(message.words(), StandardCharsets.UTF_8.name());
            return letter;
        } catch (MessagingException e) {
            throw new MailSendException("The message cannot be made.", e);
        }
    }

    /** Keeps its Message-ID, which would be made anew when it is sent. */
    private static final class KeyedMessage extends MimeMessage {

        private final String id;

        KeyedMessage(MimeMessage empty, String id) {
            super(empty.getSession());
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
