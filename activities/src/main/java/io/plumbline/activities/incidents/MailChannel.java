package io.plumbline.activities.incidents;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
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
    public void send(String key, List<String> recipients, String subject, String text) {
        var to = recipients.isEmpty() ? settings.mailTo() : recipients;
        var sender = mail.getIfAvailable();
        if (sender != null && !to.isEmpty()) {
            sender.send(message(sender, key, to, subject, text));
        }
        log.warn("{}: {}", subject, text);
    }

    private MimeMessage message(JavaMailSender sender, String key, List<String> to, String subject, String text) {
        try {
            var message = new KeyedMessage(sender.createMimeMessage(), "<" + key + "@plumbline>");
            message.setFrom(settings.mailFrom());
            message.setRecipients(MimeMessage.RecipientType.TO, String.join(",", to));
            message.setSubject(subject, StandardCharsets.UTF_8.name());
            message.setText(text, StandardCharsets.UTF_8.name());
            return message;
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
