package io.plumbline.worker.health;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the Temporal UI is. The namespace is the one that the worker uses ({@code spring.temporal.namespace}).
 *
 * @param uiUrl like {@code http://localhost:8233}; null is none. An embedded dev server sets it.
 */
@ConfigurationProperties("plumbline.temporal")
record TemporalUiSettings(@Nullable String uiUrl) {

    TemporalUiSettings {
        uiUrl = uiUrl == null || uiUrl.isBlank() ? null : uiUrl;
        if (uiUrl != null && !uiUrl.startsWith("http://") && !uiUrl.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "plumbline.temporal.ui-url must begin with http:// or https://; it is " + uiUrl);
        }
    }
}
