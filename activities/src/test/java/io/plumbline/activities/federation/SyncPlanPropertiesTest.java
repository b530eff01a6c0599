package io.plumbline.activities.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.federation.SyncPlan.Scope;
import io.plumbline.activities.federation.SyncPlan.Update;
import io.plumbline.workflows.federation.AbsenceBrake;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberSent;
import io.plumbline.workflows.federation.MemberValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** What holds for every list of members and whatever players there are. */
class SyncPlanPropertiesTest {

    private static final List<String> WORDS = List.of("", "Aoife", "aoife ", "Bruno");

    @Property(tries = 10_000)
    @Tag("C6")
    @Tag("C10")
    void the_order_of_the_members_makes_no_difference(
            @ForAll long seed,
            @ForAll @IntRange(max = 30) int ids,
            @ForAll Scope scope,
            @ForAll ConflictStrategy strategy) {
        var random = new Random(seed);
        var members = members(random, ids);
        var players = players(random, ids);
        var shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, random);

        var planner = planner(members, scope, strategy);
        var settled = players.stream().filter(planner::settles).toList();
        var plan = planner.plan();
        var otherPlanner = planner(shuffled, scope, strategy);
        var otherSettled = players.stream().filter(otherPlanner::settles).toList();
        var other = otherPlanner.plan();

        assertThat(otherSettled).isEqualTo(settled);
        assertThat(Set.copyOf(other.creations())).isEqualTo(Set.copyOf(plan.creations()));
        assertThat(other.updates()).isEqualTo(plan.updates());
        assertThat(other.deactivations()).isEqualTo(plan.deactivations());
        assertThat(other.adopted()).isEqualTo(plan.adopted());
        assertThat(Set.copyOf(other.setAside())).isEqualTo(Set.copyOf(plan.setAside()));
        assertThat(other.stats()).isEqualTo(plan.stats());
        assertThat(other.note()).isEqualTo(plan.note());
        assertThat(other.asksAdmins()).isEqualTo(plan.asksAdmins());
    }

    @Property(tries = 10_000)
    @Tag("C4")
    @Tag("C9")
    @Tag("C10")
    void every_member_and_every_player_is_dealt_with_once(
            @ForAll long seed,
            @ForAll @IntRange(max = 30) int ids,
            @ForAll Scope scope,
            @ForAll ConflictStrategy strategy) {
        var random = new Random(seed);
        var members = members(random, ids);
        var players = players(random, ids);

        var planner = planner(members, scope, strategy);
        var settled = players.stream().filter(planner::settles).toList();
        var plan = planner.plan();

        var updated = plan.updates().stream().map(Update::player).toList();
        var seen = Stream.of(settled, plan.adopted(), updated)
                .flatMap(List::stream)
                .toList();
        assertThat(seen).doesNotHaveDuplicates().isSubsetOf(players);
        var sound = members.stream()
                .filter(member -> member.error() == null)
                .map(Member::id)
                .collect(Collectors.toSet());
        assertThat(players)
                .allSatisfy(player -> assertThat(seen.contains(player)).isEqualTo(sound.contains(player.externalId())));
        assertThat(plan.creations().size() + seen.size() + plan.setAside().size())
                .isEqualTo(members.size());
        assertThat(plan.stats().unchanged() + plan.stats().updated()).isEqualTo(seen.size());
        assertThat(settled).allMatch(Player::connected);
        assertThat(plan.adopted()).noneMatch(Player::connected);
        assertThat(plan.deactivations())
                .allMatch(player -> player.connected() && player.active())
                .noneMatch(seen::contains);
        var listed = members.stream().map(Member::id).collect(Collectors.toSet());
        assertThat(plan.deactivations()).noneMatch(player -> listed.contains(player.externalId()));
        var known = players.stream().map(Player::externalId).collect(Collectors.toSet());
        assertThat(plan.creations()).noneMatch(creation -> known.contains(creation.externalId()));
    }

    private static SyncPlanner planner(List<Member> members, Scope scope, ConflictStrategy strategy) {
        return new SyncPlanner(members, scope, strategy, Comparisons.forRegion("IE"), AbsenceBrake.DEFAULT);
    }

    /** At most one of each id. */
    private static List<Member> members(Random random, int ids) {
        return IntStream.range(0, ids)
                .filter(id -> random.nextInt(4) > 0)
                .mapToObj(id -> random.nextInt(20) == 0
                        ? new Member(random.nextInt(4) == 0 ? "" : "m" + id, sent(random), "malformed")
                        : new Member("m" + id, sent(random), null))
                .toList();
    }

    private static List<Player> players(Random random, int ids) {
        return IntStream.range(0, ids)
                .filter(id -> random.nextInt(4) > 0)
                .mapToObj(id -> new Player(
                        id,
                        "m" + id,
                        random.nextInt(5) > 0,
                        values(random),
                        random.nextBoolean() ? values(random) : null,
                        random.nextInt(5) > 0,
                        random.nextBoolean() ? "reception" : null,
                        "(0," + id + ")"))
                .toList();
    }

    private static MemberSent sent(Random random) {
        var sent = new EnumMap<MemberField, String>(MemberField.class);
        for (var field : List.of(MemberField.firstName, MemberField.lastName)) {
            if (random.nextInt(4) > 0) {
                sent.put(field, word(random));
            }
        }
        return MemberSent.of(sent);
    }

    private static MemberValues values(Random random) {
        return new MemberValues(word(random), word(random), null, null, null, null);
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}
