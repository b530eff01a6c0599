package io.plumbline.activities.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberSent;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

@Tag("C3")
class MemberCodecTest {

    private final MemberCodec json = new MemberCodec();

    /** A field that was not sent, one that was sent as null, one that was sent blank: each is what it was. */
    @Property(tries = 10_000)
    void members_that_are_kept_are_read_as_they_were(@ForAll("members") List<Member> members) {
        assertThat(json.read(json.write(members))).isEqualTo(members);
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
