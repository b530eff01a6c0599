package io.plumbline.activities.runs;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.TestDatabase;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTableTest {

    private static final Pattern SPELLED = Pattern.compile("'(\\w+)'");

    @ParameterizedTest
    @Tag("E3")
    @CsvSource({
        "conversations, conversation_sync_check",
        "federation, sync_history_status_check",
        "products, sync_session_status_check",
        "reconcile, sync_health_status_check"
    })
    void runs_are_looked_for_wherever_the_database_lets_them_stand_so(RunTable table, String check) {
        var allowed = TestDatabase.dsl()
                .fetchSingle("select pg_get_constraintdef(oid) from pg_constraint where conname = ?", check)
                .into(String.class);

        assertThat(SPELLED.matcher(allowed)
                        .results()
                        .map((MatchResult spelled) -> table.status(spelled.group(1)))
                        .collect(toSet()))
                .isEqualTo(table.statuses());
    }
}
