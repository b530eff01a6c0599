package io.plumbline.worker.health;

import io.temporal.client.WorkflowClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Links to runs in the Temporal UI, where one is set (E1). */
@Component("temporalUi")
final class TemporalUi {

    private final TemporalUiSettings settings;
    private final WorkflowClient client;

    TemporalUi(TemporalUiSettings settings, WorkflowClient client) {
        this.settings = settings;
        this.client = client;
    }

    /** Null when no UI is set, or when nothing is known to link to. */
    public @Nullable String link(String workflowId, String runId) {
        var url = settings.uiUrl();
        if (url == null || workflowId.isEmpty()) {
            return null;
        }
        return url.replaceFirst("/+$", "") + "/namespaces/"
                + encoded(client.getOptions().getNamespace()) + "/workflows/" + encoded(workflowId)
                + (runId.isEmpty() ? "" : "/" + encoded(runId));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
