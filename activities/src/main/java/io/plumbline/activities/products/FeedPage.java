package io.plumbline.activities.products;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the feed.
 *
 * @param number the one that was asked for
 * @param items no two with the same id
 * @param setAside how many were left out: without an id, or with one that another item of the page has
 * @param odd what is strange about it, in words for people; null when nothing is
 */
record FeedPage(
        int number,
        int totalPages,
        List<FeedItem> items,
        int setAside,
        @Nullable String odd) {

    /** Without what is strange about it, two pages with these are the same. */
    String[] ids() {
        return items.stream().map(FeedItem::id).toArray(String[]::new);
    }

    boolean isLast() {
        return number >= totalPages;
    }
}
