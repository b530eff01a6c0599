package io.plumbline.worker.conversation;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.plumbline.activities.conversation.ConversationRepository;
import io.plumbline.activities.conversation.ConversationSave;
import io.plumbline.activities.conversation.Phone;
import io.plumbline.activities.reconcile.WorkspaceRepository;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.http.Text;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.workflows.conversation.ConversationOutcome.Sync;
import io.plumbline.workflows.conversation.ConversationState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The bot saves what it knows of a conversation (B1, B5). The save succeeds when the database does, whatever else does not (B4). */
@RestController
@OnRole(Role.api)
class ConversationController {

    private static final int LONGEST_TEXT = 10_000;

    private final ConversationRepository conversations;
    private final ConversationSyncs syncs;
    private final WorkspaceRepository workspaces;
    private final InstantSource clock;
    private final JsonMapper json;

    ConversationController(
            ConversationRepository conversations,
            ConversationSyncs syncs,
            WorkspaceRepository workspaces,
            InstantSource clock,
            JsonMapper json) {
        this.conversations = conversations;
        this.syncs = syncs;
        this.workspaces = workspaces;
        this.clock = clock;
        this.json = json;
    }

    /**
     * What a save may say. All but the state is optional, and nothing that is left out erases what was known.
     *
     * @param state where the conversation stands
     * @param extracted fields that the bot has read out of the conversation: name, email, businessType, painPoints, and any
     *     other; they may also stand beside {@code state}
     * @param leadScore how good a lead it is, a whole number
     * @param leadTemperature the same in a word
     * @param data free JSON
     * @param occurredAt when it happened, so that a save which is sent again later does not make the contact look active; null
     *     is now, where the save says something new
     */
    record Save(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    allowableValues = {"greeting", "qualifying", "scoring", "handoff", "completed"})
            @Nullable
            String state,

            @Nullable Map<String, Object> extracted,

            @Schema(implementation = Integer.class) @Nullable
            BigDecimal leadScore, // so that 85.7 is not taken for 85

            @Nullable String leadTemperature,
            @Nullable Map<String, Object> data,
            @Nullable Instant occurredAt,
            @Schema(hidden = true) @JsonAnySetter Map<String, Object> others) {}

    /**
     * What became of a save.
     *
     * @param success always true: it is saved
     * @param sync whether it has reached the contact
     * @param syncReason why it has not; null when it has
     */
    record Answer(boolean success, Sync sync, @Nullable String syncReason) {}

    /**
     * Saves what the bot knows of a conversation, and brings it to the contact with this phone.
     *
     * @param workspaceId the workspace
     * @param phone in any notation
     * @return what became of it
     */
    @PutMapping("/api/workspaces/{workspaceId}/conversations/{phone}")
    Answer save(@PathVariable String workspaceId, @PathVariable String phone, @RequestBody Save body) {
        var deadline = syncs.deadline();
        var region = workspaces
                .region(workspaceId)
                .orElseThrow(() -> Problem.notFound("There is no workspace '" + workspaceId + "'."));
        var number = Phone.parse(phone, region.isEmpty() ? null : region)
                .orElseThrow(() -> Problem.badInput("phone", "It cannot be a phone number."));
        var saved = conversations.save(workspaceId, number, toSave(body), clock.instant());
        var pendingBecause = syncs.syncAndWait(workspaceId, saved.phone(), deadline);
        var outcome = conversations.outcome(workspaceId, saved.phone(), saved.version());
        return new Answer(true, outcome.sync(), outcome.sync() == Sync.pending ? pendingBecause : outcome.reason());
    }

    private ConversationSave toSave(Save body) {
        var said = new HashMap<String, Object>();
        if (body.others() != null) {
            said.putAll(body.others());
        }
        if (body.extracted() != null) {
            said.putAll(body.extracted());
        }
        return new ConversationSave(
                state(body.state()),
                text("name", said.remove("name")),
                text("email", said.remove("email")),
                text("businessType", said.remove("businessType")),
                text("painPoints", said.remove("painPoints")),
                whole("leadScore", body.leadScore()),
                text("leadTemperature", body.leadTemperature()),
                free(body.data(), said),
                eventAt(body.occurredAt()));
    }

    private static ConversationState state(@Nullable String state) {
        return Arrays.stream(ConversationState.values())
                .filter(known -> known.name().equals(state))
                .findFirst()
                .orElseThrow(() -> Problem.badInput(
                        "state", "It must be one of " + Arrays.toString(ConversationState.values()) + "."));
    }

    private static @Nullable Integer whole(String field, @Nullable BigDecimal number) {
        try {
            return number == null ? null : number.intValueExact();
        } catch (ArithmeticException e) {
            throw Problem.badInput(field, "It must be a whole number.");
        }
    }

    /** A list, as bots send pain points, reads as one text. One that is blank says nothing (B11). */
    private static @Nullable String text(String field, @Nullable Object value) {
        var text = value instanceof Collection<?> list ? joined(list) : value;
        if (text == null) {
            return null;
        }
        if (!(text instanceof String string) || string.length() > LONGEST_TEXT) {
            throw Problem.badInput(field, "It must be a text of at most " + LONGEST_TEXT + " characters.");
        }
        return string.isBlank() ? null : Text.possible(field, string).strip();
    }

    private static String joined(Collection<?> list) {
        return list.stream()
                .filter(Objects::nonNull)
                .map(item -> item.toString().strip())
                .filter(item -> !item.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private JSONB free(@Nullable Map<String, Object> data, Map<String, Object> alsoExtracted) {
        var all = new LinkedHashMap<>(alsoExtracted);
        if (data != null) {
            all.putAll(data);
        }
        return JSONB.valueOf(json.writeValueAsString(saying(all)));
    }

    /** What of it says something, however deep: what says nothing erases nothing (B11). */
    private static Map<String, Object> saying(Map<?, ?> values) {
        var saying = new LinkedHashMap<String, Object>();
        values.forEach((key, value) -> {
            var said = said(value);
            if (said != null) {
                saying.put(Text.possible("data", key.toString()), said);
            }
        });
        return saying;
    }

    private static @Nullable Object said(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            var saying = saying(object);
            return saying.isEmpty() ? null : saying;
        }
        if (value instanceof List<?> list) { // its places may mean something, so they stay
            return list.isEmpty()
                    ? null
                    : list.stream().map(ConversationController::item).toList();
        }
        if (value instanceof String text) {
            return text.isBlank() ? null : Text.possible("data", text);
        }
        return value;
    }

    private static @Nullable Object item(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return saying(object);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ConversationController::item).toList();
        }
        return value instanceof String text ? Text.possible("data", text) : value;
    }

    private @Nullable Instant eventAt(@Nullable Instant occurredAt) {
        if (occurredAt == null) {
            return null;
        }
        var now = clock.instant();
        var problem = EventTime.problem(occurredAt, now);
        if (problem != null) {
            throw Problem.badInput("occurredAt", problem);
        }
        return EventTime.of(occurredAt, now);
    }
}
