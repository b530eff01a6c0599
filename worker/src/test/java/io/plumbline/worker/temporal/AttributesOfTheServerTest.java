package io.plumbline.worker.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.plumbline.workflows.reconcile.ReconcileSweepImpl;
import io.plumbline.workflows.reconcile.WorkspaceRequest;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.AddSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceImplBase;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.WorkerFactoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which search attributes are used, with servers that have them, take them and refuse them. */
@Tag("E1")
class AttributesOfTheServerTest {

    private static final IndexedValueType KEYWORD = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
    private static final Path HISTORIES = Path.of("../workflows/src/test/resources/histories/reconcile");

    private final OperatorService operator = new OperatorService();
    private Server server;
    private WorkflowServiceStubs stubs;

    /** What the part of a Temporal server for operators does with search attributes. */
    private static final class OperatorService extends OperatorServiceImplBase {

        final Map<String, IndexedValueType> has = new TreeMap<>();
        int asked;

        @Nullable
        Status toList;

        @Nullable
        Status toAdd;

        @Override
        public void listSearchAttributes(
                ListSearchAttributesRequest request, StreamObserver<ListSearchAttributesResponse> answer) {
            assertThat(request.getNamespace()).isEqualTo("ours");
            answer(
                    answer,
                    toList,
                    ListSearchAttributesResponse.newBuilder()
                            .putAllCustomAttributes(has)
                            .build());
        }

        @Override
        public void addSearchAttributes(
                AddSearchAttributesRequest request, StreamObserver<AddSearchAttributesResponse> answer) {
            asked++;
            if (toAdd == null) {
                has.putAll(request.getSearchAttributesMap());
            }
            answer(answer, toAdd, AddSearchAttributesResponse.getDefaultInstance());
        }

        private static <T> void answer(StreamObserver<T> to, @Nullable Status problem, T answer) {
            if (problem == null) {
                to.onNext(answer);
                to.onCompleted();
            } else {
                to.onError(problem.asRuntimeException());
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(operator)
                .build()
                .start();
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + server.getPort())
                .build());
    }

    @AfterEach
    void stop() {
        stubs.shutdownNow();
        server.shutdownNow();
    }

    private static WorkerSettings settings(boolean register) {
        return new WorkerSettings(Duration.ofSeconds(10), Duration.ofSeconds(20), register);
    }

    private RunAttributes looked(boolean register) {
        var attributes = new RunAttributes(stubs, "ours", settings(register));
        attributes.look();
        return attributes;
    }

    @Test
    void those_that_are_missing_are_registered_as_keywords_and_used() {
        operator.has.put("PlumblineWorkspace", KEYWORD);
        operator.has.put("Other", KEYWORD);

        assertThat(looked(true).known())
                .containsExactlyInAnyOrder("PlumblineConnector", "PlumblineOrganization", "PlumblineWorkspace");
        assertThat(operator.asked).isEqualTo(2);
        assertThat(operator.has).hasSize(4).values().containsOnly(KEYWORD);
    }

    @Test
    void a_server_where_the_worker_may_not_register_them_is_left_to_what_it_has() {
        operator.has.put("PlumblineWorkspace", KEYWORD);
        operator.toAdd = Status.PERMISSION_DENIED;

        assertThat(looked(true).known()).containsExactly("PlumblineWorkspace");
    }

    @Test
    void none_is_registered_where_the_setting_says_so() {
        operator.has.put("PlumblineConnector", KEYWORD);

        assertThat(looked(false).known()).containsExactly("PlumblineConnector");
        assertThat(operator.asked).isZero();
    }

    @Test
    void one_of_another_type_is_not_ours() {
        operator.has.put("PlumblineWorkspace", IndexedValueType.INDEXED_VALUE_TYPE_TEXT);

        assertThat(looked(true).known()).containsExactlyInAnyOrder("PlumblineConnector", "PlumblineOrganization");
        assertThat(operator.has).containsEntry("PlumblineWorkspace", IndexedValueType.INDEXED_VALUE_TYPE_TEXT);
    }

    @Test
    void a_server_that_lists_none_is_asked_to_take_them_and_may_have_them_already() {
        operator.toList = Status.UNIMPLEMENTED;
        operator.toAdd = Status.ALREADY_EXISTS;
        assertThat(looked(true).known()).hasSize(3);

        operator.toAdd = Status.UNIMPLEMENTED;
        assertThat(looked(true).known()).isEmpty();
    }

    @Test
    void a_server_that_is_away_for_a_moment_changes_nothing_and_one_that_lost_them_gets_none() {
        var attributes = looked(true);
        operator.toList = Status.UNAVAILABLE;
        assertThatCode(attributes::look).doesNotThrowAnyException();
        assertThat(attributes.known()).hasSize(3);

        operator.toList = null;
        operator.toAdd = Status.PERMISSION_DENIED;
        operator.has.clear();
        attributes.look();
        assertThat(attributes.known()).isEmpty();
        assertThat(attributes
                        .of(new Object[] {WorkspaceRequest.manual("acme", null, false)})
                        .size())
                .isZero();
    }

    /** The interceptor adds them to children whose start is in these histories without. */
    @ParameterizedTest
    @ValueSource(strings = {"sweep_that_continues_as_new", "sweep_with_a_failed_workspace"})
    @Tag("E8")
    void a_history_from_before_there_were_any_replays(String history) throws Exception {
        var factory = WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(new ChildrenWithAttributes(looked(true)))
                .build();
        try (var temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(factory)
                .build())) {
            var worker = temporal.newWorker("reconcile", new WorkerConfiguration().workerOptions(settings(true)));
            worker.registerWorkflowImplementationTypes(ReconcileSweepImpl.class);

            WorkflowReplayer.replayWorkflowExecution(
                    WorkflowExecutionHistory.fromJson(Files.readString(HISTORIES.resolve(history + ".json"))), worker);
        }
    }
}
