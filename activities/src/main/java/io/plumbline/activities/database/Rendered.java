package io.plumbline.activities.database;

import io.plumbline.activities.database.SetStatement.RowReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A jOOQ query whose SQL is written once, for the few statements that run for each workspace or each webhook: to write it each
 * time costs as much as to run it. What differs from run to run are its named parameters, as of {@link DSL#param}.
 */
public final class Rendered {

    private static final Pattern PARAMETER = Pattern.compile("(?<!:):(\\w+)");

    private final String sql;
    private final List<String> parameters;

    private Rendered(Query query) {
        var named = DSL.using(SQLDialect.POSTGRES).renderNamedParams(query);
        parameters = PARAMETER.matcher(named).results().map(it -> it.group(1)).toList();
        sql = PARAMETER.matcher(named).replaceAll("?");
        for (var parameter : parameters) {
            if (Character.isDigit(parameter.charAt(0))) {
                throw new IllegalArgumentException("a value has no name: " + named);
            }
        }
    }

    /**
     * @param query with what stays the same inline
     * @throws IllegalArgumentException when a value is neither inline nor named
     */
    public static Rendered of(Query query) {
        return new Rendered(query);
    }

    /** @param values of all named parameters; other names do no harm */
    public <T> List<T> query(DSLContext db, RowReader<T> reader, Map<String, ?> values) {
        return SetStatement.query(db, sql, reader, bindings(values));
    }

    /** The first row, if there is one. */
    public <T> Optional<T> queryFirst(DSLContext db, RowReader<T> reader, Map<String, ?> values) {
        return query(db, reader, values).stream().findFirst();
    }

    /** @return how many rows it wrote */
    public int execute(DSLContext db, Map<String, ?> values) {
        return SetStatement.execute(db, sql, bindings(values));
    }

    private Object[] bindings(Map<String, ?> values) {
        return parameters.stream()
                .map(name -> {
                    Object value = values.get(name);
                    if (value == null) {
                        throw new IllegalArgumentException("no value for " + name);
                    }
                    return value;
                })
                .toArray();
    }
}
