package io.plumbline.worker.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.health.Visitor;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributes;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Runs say to Temporal what they are about, on the server inside the process. */
@Tag("E1")
class RunAttributesTest extends ApiTest {

    @Autowired
    private WorkflowClient client;

    @Autowired
    private RunAttributes attributes;

    @BeforeEach
    void awaitAttributes() {
        await().until(attributes::known, known -> known.size() == 3);
    }

    @Test
    void a_run_that_somebody_asks_for_has_its_workspace() {
        workspace("acme");
        contact("acme", "3 hours");

        var started = post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator());

        awaitEnd(started);
        assertThat(of("reconcile/acme")).containsExactly(Map.entry("PlumblineWorkspace", "acme"));
    }

    @Test
    void a_run_that_a_sweep_starts_has_its_workspace_and_the_sweep_has_none() {
        workspace("globex");
        contact("globex", "3 hours");

        awaitEnd(post("/api/reconcile", "{}", operator()));

        assertThat(of("reconcile/globex")).containsExactly(Map.entry("PlumblineWorkspace", "globex"));
        assertThat(of("reconcile/sweep")).isEmpty();
    }

    @Test
    void a_sync_of_a_conversation_has_its_workspace() {
        workspace("acme");

        var path = "/api/workspaces/acme/conversations/+525512345678";
        send("PUT", path, "Authorization", "Bearer " + operator(), "{\"state\":\"greeting\"}");

        assertThat(of("conversation/acme/+525512345678")).containsExactly(Map.entry("PlumblineWorkspace", "acme"));
    }

    @Test
    void a_sync_of_an_organisation_has_its_connector_and_its_organisation() {
        organization("athletics", "north");

        post("/api/connectors/athletics/organizations/north/sync", "{}", operator());

        assertThat(of("federation/athletics/north"))
                .containsOnly(
                        Map.entry("PlumblineConnector", "athletics"), Map.entry("PlumblineOrganization", "north"));
    }

    @Test
    @Tag("C23")
    void a_sync_of_all_organisations_begins_at_once_and_has_none() {
        organization("athletics", "north");

        var visitor = Visitor.signedIn(port(), operator());
        visitor.get("/federation");
        visitor.post("/federation/sync", Map.of());

        assertThat(of("federation/by-hand")).isEmpty();
    }

    @Test
    void a_run_that_is_started_by_hand_needs_none() {
        workspace("acme");
        var byHand = client.newUntypedWorkflowStub(
                "ReconcileWorkspace",
                WorkflowOptions.newBuilder()
                        .setTaskQueue("reconcile")
                        .setWorkflowId("by-hand/acme")
                        .build());

        byHand.start(Map.of("workspaceId", "acme"));
        byHand.getResult(Map.class);

        assertThat(of("by-hand/acme")).isEmpty();
        assertThat(values("select workspace_id from sync_health")).containsExactly("acme");
    }

    private Map<String, Object> of(String workflowId) {
        SearchAttributes its =
                client.newUntypedWorkflowStub(workflowId).describe().getTypedSearchAttributes();
        return its.getUntypedValues().entrySet().stream()
                .filter(one -> one.getKey().getName().startsWith("Plumbline"))
                .collect(Collectors.toMap(one -> one.getKey().getName(), Map.Entry::getValue));
    }
}
