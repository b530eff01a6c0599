package io.plumbline.activities.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberSent;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

@Tag("C3")
class MemberJsonTest {

    private final MemberJson json = new MemberJson();

    /** A field that was not sent, one that was sent as null, one that was sent blank: each is what it was. */
    @Property(tries = 10_000)
    void members_that_are_kept_are_read_as_they_were(@ForAll("members") List<Member> members) {
        assertThat(json.read(json.write(members))).isEqualTo(members);
    }

    @Example
    void members_that_a_worker_of_the_release_before_has_kept_are_read() {
        var kept =
                "[{\"id\":\"m-1\",\"firstName\":\"Zoë\",\"email\":null},{\"id\":\"m-2\",\"error\":\"id is missing\"}]";

        var members = json.read(kept.getBytes(StandardCharsets.UTF_8));

        var sent = new EnumMap<MemberField, @Nullable String>(MemberField.class);
        sent.put(MemberField.firstName, "Zoë");
        sent.put(MemberField.email, null);
        assertThat(members)
                .containsExactly(
                        new Member("m-1", MemberSent.of(sent), null),
                        new Member("m-2", MemberSent.of(Map.of()), "id is missing"));
    }

    @Provide
    Arbitrary<List<Member>> members() {
        var text = Arbitraries.strings()
                .ofMaxLength(12)
                .filter(it -> it.chars().noneMatch(unit -> Character.isSurrogate((char) unit)));
        var values = Arbitraries.maps(Arbitraries.of(MemberField.class), text.injectNull(0.2))
                .map(MemberSent::of);
        return Combinators.combine(text, values, text.injectNull(0.8))
                .as(Member::new)
                .list()
                .ofMaxSize(5);
    }
}
