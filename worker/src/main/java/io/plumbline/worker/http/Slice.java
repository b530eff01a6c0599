package io.plumbline.worker.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list that is read by a cursor.
 *
 * @param last the last row, where others come after it; null on the last page
 */
public record Slice<T>(List<T> rows, @Nullable T last) {

    /** @param found one row more than a page has, where there are more */
    public static <T> Slice<T> of(List<T> found, int size) {
        return found.size() > size
                ? new Slice<>(found.subList(0, size), found.get(size - 1))
                : new Slice<>(found, null);
    }
}
