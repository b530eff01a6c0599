package io.plumbline.worker.conversation;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.plumbline.activities.conversation.ConversationRepository;
import io.plumbline.activities.conversation.ConversationSave;
import io.plumbline.activities.conversation.Phone;
import io.plumbline.activities.reconcile.WorkspaceRepository;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.workflows.conversation.ConversationOutcome.Sync;
import io.plumbline.workflows.conversation.ConversationState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);
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
     * @param leadScore how good a lead it is
     * @param leadTemperature the same in a word
     * @param data free JSON
     * @param occurredAt when it happened; null is now
     */
    record Save(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    allowableValues = {"greeting", "qualifying", "scoring", "handoff", "completed"})
            @Nullable
            String state,

            @Nullable Map<String, Object> extracted,
            @Nullable Integer leadScore,
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
                body.leadScore(),
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

    /** A list, as bots send pain points, reads as one text. */
    private static @Nullable String text(String field, @Nullable Object value) {
        var text = value instanceof Iterable<?> list ? String.join(", ", strings(list)) : value;
        if (text == null) {
            return null;
        }
        if (!(text instanceof String string) || string.length() > LONGEST_TEXT) {
            throw Problem.badInput(field, "It must be a text of at most " + LONGEST_TEXT + " characters.");
        }
        if (string.indexOf('\0') >= 0) {
            throw Problem.badInput(field, "It must not contain the character U+0000.");
        }
        return string;
    }

    private static Iterable<String> strings(Iterable<?> list) {
        var strings = new java.util.ArrayList<String>();
        list.forEach(item -> strings.add(String.valueOf(item)));
        return strings;
    }

    private JSONB free(@Nullable Map<String, Object> data, Map<String, Object> alsoExtracted) {
        var all = new LinkedHashMap<>(alsoExtracted);
        if (data != null) {
            all.putAll(data);
        }
        all.values().removeIf(value -> value == null || "".equals(value)); // nothing erases nothing (B11)
        var written = json.writeValueAsString(all);
        if (written.contains("\\u0000")) {
            throw Problem.badInput("data", "It must not contain the character U+0000.");
        }
        return JSONB.valueOf(written);
    }

    /** A future event would make the contact look active for ever, so no more than clocks may differ by. */
    private Instant eventAt(@Nullable Instant occurredAt) {
        var now = clock.instant();
        if (occurredAt == null) {
            return now;
        }
        if (occurredAt.isAfter(now.plus(CLOCKS_DIFFER_BY))) {
            throw Problem.badInput("occurredAt", "It is in the future.");
        }
        return occurredAt.isAfter(now) ? now : occurredAt;
    }
}
