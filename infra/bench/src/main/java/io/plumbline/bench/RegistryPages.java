package io.plumbline.bench;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The pages of a registry of very many members. */
final class RegistryPages {

    private static final int PAGE = 500;

    private RegistryPages() {}

    static byte[][] of(int members) {
        var pages = (members + PAGE - 1) / PAGE;
        return IntStream.range(0, pages)
                .mapToObj(page -> page(page, pages, members))
                .toArray(byte[][]::new);
    }

    private static byte[] page(int page, int pages, int members) {
        return IntStream.rangeClosed(page * PAGE + 1, Math.min((page + 1) * PAGE, members))
                .mapToObj(member -> """
                        {"id":"m%1$d","firstName":"First %1$d","lastName":"Last %1$d","dateOfBirth":"1990-05-01",\
                        "email":"%1$d@example.com","phone":"+353851%1$06d","address":"%1$d Mill Lane",\
                        "updatedAt":"2026-01-01T00:00:00Z"}""".formatted(member))
                .collect(Collectors.joining(
                        ",", "{\"members\":[", "],\"page\":" + (page + 1) + ",\"totalPages\":" + pages + "}"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
