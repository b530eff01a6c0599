package io.plumbline.activities.database;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list that is read by a cursor.
 *
 * @param older the cursor of the next page; null on the last one
 */
public record Slice<T, C>(List<T> rows, @Nullable C older) {

    /**
     * @param found one row more than a page has, where there are more
     * @param cursor what a page after this row begins behind
     */
    public static <T, C> Slice<T, C> of(List<T> found, int size, Function<T, C> cursor) {
        return found.size() > size
                ? new Slice<>(found.subList(0, size), cursor.apply(found.get(size - 1)))
                : new Slice<>(found, null);
    }
}
