package io.plumbline.worker.security;

import io.plumbline.activities.secrets.SecretSettings;
import io.plumbline.activities.secrets.Secrets;
import io.plumbline.infra.embedded.DataDirectory;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The key that seals the secrets in our tables: the one that is set, or the embedded database's own. */
@Configuration(proxyBeanMethods = false)
class SecretsAtRest {

    private static final Logger log = LoggerFactory.getLogger(SecretsAtRest.class);
    private static final String KEY_FILE = "secrets.key";
    private static final int KEY_BYTES = 32;

    @Bean
    Secrets secrets(SecretSettings settings, ObjectProvider<DataDirectory> dataDirectory, Environment environment) {
        var embedded = environment.getProperty("plumbline.embedded.database", Boolean.class, false);
        var set = settings.secretsKey();
        if (set != null && !set.isBlank()) {
            var previous = new ArrayList<>(settings.previousSecretsKeys());
            if (embedded && Files.exists(dataDirectory.getObject().resolve(KEY_FILE))) {
                previous.add(own(dataDirectory.getObject())); // it was sealed with that until now
            }
            return Secrets.of(set, previous);
        }
        if (embedded) {
            return Secrets.of(own(dataDirectory.getObject()), settings.previousSecretsKeys());
        }
        log.warn(
                "plumbline.security.secrets-key is not set: the tokens and webhook secrets of workspaces and connectors "
                        + "stay in the database as they are written there.");
        return Secrets.withoutKey();
    }

    private static String own(DataDirectory directory) {
        return directory.secret(KEY_FILE, SecretsAtRest::randomKey);
    }

    private static String randomKey() {
        var bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
