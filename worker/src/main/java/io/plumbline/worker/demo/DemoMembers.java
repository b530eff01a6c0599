package io.plumbline.worker.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of the demo's registry at a time. Nothing is kept: who they are follows from the time alone, so that a
 * restart finds the registry as it would be by now.
 */
final class DemoMembers {

    static final int MEMBERS = 300;

    private static final Duration CHANGE_EVERY = Duration.ofHours(1);
    private static final List<String> FIRST = List.of(
            "Aoife", "Bruno", "Chiara", "Diego", "Elif", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Keira", "Luca",
            "Mira", "Noah", "Orla", "Pavel", "Quinn", "Rosa", "Sami", "Tilda", "Ugo", "Vera", "Wim", "Ximena", "Yara");
    private static final List<String> LAST = List.of(
            "Andersson",
            "Byrne",
            "Costa",
            "Dubois",
            "Eriksen",
            "Ferrari",
            "Garc\u00eda",
            "Hoffmann",
            "Ivanov",
            "Janssen",
            "Kelly",
            "L\u00f3pez",
            "M\u00fcller",
            "Novak",
            "O'Brien",
            "Peeters",
            "Quirke",
            "Rossi",
            "Silva",
            "Tanaka");
    private static final List<String> STREETS =
            List.of("Mill Lane", "Harbour Road", "Station Street", "Abbey Court", "Orchard Way", "Castle Hill");

    private DemoMembers() {}

    /** @param region tells how its phones begin */
    record Club(String id, String name, String region, String federationOrgId, String phonePrefix) {}

    static final List<Club> CLUBS = List.of(
            new Club("club-north", "Club North", "IE", "org-1001", "+35385"),
            new Club("club-south", "Club South", "ES", "org-1002", "+34600"),
            new Club("club-west", "Club West", "US", "org-1003", "+1415555"));

    static String id(Club club, int number) {
        return club.federationOrgId().substring(4) + "-" + (10_000 + number);
    }

    /** All of them; the last one's record is malformed, since registries have such. */
    static List<Map<String, @Nullable String>> all(Club club, Instant now) {
        var members = new ArrayList<Map<String, @Nullable String>>();
        for (var number = 1; number <= MEMBERS; number++) {
            members.add(one(club, number, now));
        }
        return members;
    }

    static Map<String, @Nullable String> one(Club club, int number, Instant now) {
        var seed = number * 31 + club.id().length() * 7 + club.id().charAt(5);
        var member = new LinkedHashMap<String, @Nullable String>();
        member.put("id", id(club, number));
        var first = FIRST.get(seed % FIRST.size());
        var last = LAST.get(seed / 3 % LAST.size());
        member.put("firstName", first);
        member.put("lastName", last);
        member.put(
                "dateOfBirth",
                number == MEMBERS
                        ? "31 February 1990"
                        : LocalDate.of(1960, 1, 1).plusDays(seed * 97L % 16_000).toString());
        member.put("email", (first + "." + number + "@example.com").toLowerCase(Locale.ROOT));
        member.put("phone", club.phonePrefix() + String.format(Locale.ROOT, "%04d", seed * 13 % 10_000));
        member.put("address", address(seed, changes(club, number, now)));
        member.put("updatedAt", now.minus(Duration.ofDays(1)).toString());
        return member;
    }

    private static String address(int seed, long moves) {
        return (1 + (seed + moves * 17) % 180) + " " + STREETS.get((int) ((seed + moves) % STREETS.size()));
    }

    /** How often this one has moved: every hour somebody does. */
    private static long changes(Club club, int number, Instant now) {
        var slot = now.getEpochSecond() / CHANGE_EVERY.toSeconds();
        var offset = (number * 7L + club.id().hashCode()) % MEMBERS;
        return Math.floorDiv(slot - offset, (long) MEMBERS);
    }
}
