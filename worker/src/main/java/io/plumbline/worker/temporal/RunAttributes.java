package io.plumbline.worker.temporal;

import com.uber.m3.tally.NoopScope;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plumbline.workflows.conversation.ConversationRequest;
import io.plumbline.workflows.federation.OrganizationRequest;
import io.plumbline.workflows.reconcile.WorkspaceRequest;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * By what runs are found in the Temporal UI: the search attributes of ours that the server has (E1). One that it does not
 * have is never set, since a server refuses a start with it.
 */
@Component
class RunAttributes {

    static final SearchAttributeKey<String> WORKSPACE = SearchAttributeKey.forKeyword("PlumblineWorkspace");
    static final SearchAttributeKey<String> CONNECTOR = SearchAttributeKey.forKeyword("PlumblineConnector");
    static final SearchAttributeKey<String> ORGANIZATION = SearchAttributeKey.forKeyword("PlumblineOrganization");

    private static final Logger log = LoggerFactory.getLogger(RunAttributes.class);
    private static final List<String> OURS = List.of(WORKSPACE.getName(), CONNECTOR.getName(), ORGANIZATION.getName());
    private static final int PATIENCE_SECONDS = 10;

    private final OperatorServiceStubs operator;
    private final String namespace;
    private final boolean register;

    private volatile Set<String> there = Set.of();
    private String said = "";

    RunAttributes(
            WorkflowServiceStubs temporal,
            @Value("${spring.temporal.namespace}") String namespace,
            WorkerSettings settings) {
        // a server may refuse these calls for ever: that is no failure that a metric should count
        this.operator =
                OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder(temporal.getOptions())
                        .setMetricsScope(new NoopScope())
                        .build());
        this.namespace = namespace;
        this.register = settings.registerSearchAttributes();
    }

    /** The names of those that are used. */
    Set<String> known() {
        return there;
    }

    /** Uses none until it has looked again. */
    void forget() {
        there = Set.of();
    }

    /**
     * Those of a workflow that is started with these arguments.
     *
     * @param arguments null of one that takes none
     */
    SearchAttributes of(@Nullable Object @Nullable [] arguments) {
        var attributes = SearchAttributes.newBuilder();
        for (var argument : arguments == null ? new Object[0] : arguments) {
            if (argument instanceof WorkspaceRequest run) {
                add(attributes, WORKSPACE, run.workspaceId());
            } else if (argument instanceof ConversationRequest saved) {
                add(attributes, WORKSPACE, saved.workspaceId());
            } else if (argument instanceof OrganizationRequest sync) {
                add(attributes, CONNECTOR, sync.connectorId());
                add(attributes, ORGANIZATION, sync.organizationId());
            }
        }
        return attributes.build();
    }

    private void add(SearchAttributes.Builder attributes, SearchAttributeKey<String> key, @Nullable String value) {
        if (value != null && there.contains(key.getName())) {
            attributes.set(key, value);
        }
    }

    /** Before anything is started, and again: somebody may add or remove them, or put another server in its place. */
    @EventListener(WorkersStarted.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
    synchronized void look() {
        var found = new TreeSet<String>();
        var refusal = "";
        try {
            var listed = listed();
            for (var name : OURS) {
                if (listed.get(name) == IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD) {
                    found.add(name);
                } else if (register && !listed.containsKey(name)) {
                    try {
                        register(name);
                        found.add(name);
                    } catch (StatusRuntimeException e) {
                        refusal = " (" + refusal(e) + ")";
                    }
                }
            }
        } catch (StatusRuntimeException e) {
            log.debug("Temporal is away; its search attributes are taken to be as before", e);
            return;
        }
        there = Set.copyOf(found);
        say(found, refusal);
    }

    /** With their types. Empty for a server that tells nobody, as the one inside the process. */
    private Map<String, IndexedValueType> listed() {
        try {
            return calls().listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getCustomAttributesMap();
        } catch (StatusRuntimeException e) {
            log.debug("Temporal does not list its search attributes: {}", refusal(e));
            return Map.of();
        }
    }

    private void register(String name) {
        try {
            var unused = calls().addSearchAttributes(AddSearchAttributesRequest.newBuilder()
                    .setNamespace(namespace)
                    .putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                    .build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    /**
     * Why it will not do that.
     *
     * @throws StatusRuntimeException it may yet: it did not answer
     */
    private static String refusal(StatusRuntimeException answer) {
        var code = answer.getStatus().getCode();
        if (code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED) {
            throw answer;
        }
        return code.name();
    }

    private OperatorServiceBlockingStub calls() {
        return operator.blockingStub().withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void say(Set<String> found, String refusal) {
        var missing = new TreeSet<>(OURS);
        missing.removeAll(found);
        var words = "Runs have the search attributes " + found
                + (missing.isEmpty() ? "" : "; Temporal has no " + missing + refusal);
        if (!words.equals(said)) {
            log.info(words);
            said = words;
        }
    }

    @PreDestroy
    void stop() {
        operator.shutdownNow();
    }
}
