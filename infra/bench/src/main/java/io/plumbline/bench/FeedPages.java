package io.plumbline.bench;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The pages of a feed of very many products. */
final class FeedPages {

    private static final int PAGE = 1_000;

    private FeedPages() {}

    /** @param version each has other prices */
    static byte[][] of(int products, int version) {
        var pages = (products + PAGE - 1) / PAGE;
        return IntStream.range(0, pages)
                .mapToObj(page -> page(page, pages, products, version))
                .toArray(byte[][]::new);
    }

    private static byte[] page(int page, int pages, int products, int version) {
        return IntStream.rangeClosed(page * PAGE + 1, Math.min((page + 1) * PAGE, products))
                .mapToObj(product -> product(product, version))
                .collect(Collectors.joining(
                        ",", "{\"items\":[", "],\"page\":" + (page + 1) + ",\"totalPages\":" + pages + "}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    static String product(int product, int version) {
        return """
                {"id":"p%1$06d","name":"Product no. %1$d","price":%2$d.%3$02d,"currency":"EUR","stock":%4$d,\
                "description":"What there is to say about product %1$d, in a sentence of the usual length.",\
                "attributes":{"unit":"piece","weightGrams":%4$d},"tags":["a","b"]}""".formatted(product, 10 + version, product % 100, product % 500);
    }
}
