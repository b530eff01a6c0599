package io.plumbline.workflows.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a bot may move a lead: all pairs of what the contact is and what the bot says. */
class LeadProgressTest {

    @ParameterizedTest(name = "a contact that is {0}, with the bot at {1}, becomes {2}")
    @CsvSource({
        "new,       greeting,   new",
        "new,       qualifying, qualified",
        "new,       scoring,    qualified",
        "new,       handoff,    contacted",
        "new,       completed,  converted",
        "qualified, greeting,   qualified",
        "qualified, qualifying, qualified",
        "qualified, scoring,    qualified",
        "qualified, handoff,    contacted",
        "qualified, completed,  converted",
        "contacted, greeting,   contacted",
        "contacted, qualifying, contacted",
        "contacted, scoring,    contacted",
        "contacted, handoff,    contacted",
        "contacted, completed,  converted",
        "converted, greeting,   converted",
        "converted, qualifying, converted",
        "converted, scoring,    converted",
        "converted, handoff,    converted",
        "converted, completed,  converted",
        "archived,  greeting,   archived",
        "archived,  qualifying, archived",
        "archived,  scoring,    archived",
        "archived,  handoff,    archived",
        "archived,  completed,  archived",
        "lost,      completed,  lost",
    })
    @Tag("B3")
    @Tag("B11")
    void a_bot_moves_a_lead_forwards_only(String current, ConversationState state, String expected) {
        assertThat(state.leadsTo().after(current)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"NEW, NEW, new", "NEW, CONTACTED, contacted", "CONVERTED, QUALIFIED, converted"})
    @Tag("B11")
    void the_furthest_of_two_is_the_one_that_comes_later(LeadProgress one, LeadProgress other, String status) {
        assertThat(one.furthest(other).status()).isEqualTo(status);
    }
}
