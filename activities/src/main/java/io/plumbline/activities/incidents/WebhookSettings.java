package io.plumbline.activities.incidents;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The program that is told of incidents.
 *
 * @param url where its webhook is; null is none
 * @param secret signs the messages: {@code whsec_} and then 24 to 64 bytes in base64
 * @param previousSecret signs them too, while the receiver changes over to the new one; null is none
 * @param timeout how long it may take to answer
 */
record WebhookSettings(
        @Nullable URI url,
        @Nullable String secret,
        @Nullable String previousSecret,
        @DefaultValue("10s") Duration timeout) {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    WebhookSettings {
        url = url == null || url.toString().isBlank() ? null : url;
        secret = secret == null || secret.isBlank() ? null : secret;
        previousSecret = previousSecret == null || previousSecret.isBlank() ? null : previousSecret;
        if (url != null && (url.getHost() == null || !isHttp(url))) {
            throw new IllegalArgumentException(
                    "plumbline.incidents.webhook.url must begin with http:// or https:// and name a host; it is "
                            + url);
        }
        if (url != null && secret == null) {
            throw new IllegalArgumentException(
                    "plumbline.incidents.webhook.secret must be set where plumbline.incidents.webhook.url is");
        }
        requireSecret("secret", secret);
        requireSecret("previous-secret", previousSecret);
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.incidents.webhook.timeout must be longer than zero and at most a minute; it is "
                            + timeout);
        }
    }

    private static boolean isHttp(URI url) {
        return "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    }

    /** The message has nothing of the secret: it goes to the log. */
    private static void requireSecret(String name, @Nullable String secret) {
        if (secret != null && !WebhookSecret.isGood(secret)) {
            throw new IllegalArgumentException("plumbline.incidents.webhook." + name
                    + " must be whsec_ and then 24 to 64 bytes in base64, as 'openssl rand -base64 32' makes them");
        }
    }

    @Override
    public String toString() {
        return "WebhookSettings[host=" + (url == null ? null : url.getHost()) + "]";
    }
}
