package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.FederationAnswer;
import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberSent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/**
 * A provider that drops a file of lines {@code organization,id,firstName,lastName,email}: all that a second connector
 * takes, as {@code infra/docs/connectors.md} shows it. In the program it would be a primary component.
 */
final class CsvMemberSource implements MemberSource {

    private final MemberSource others;

    CsvMemberSource(MemberSource others) {
        this.others = others;
    }

    @Override
    public MemberPage page(Connection connection, int page, Runnable signOfLife) {
        return isOurs(connection)
                ? new MemberPage(members(connection), 1, 1)
                : others.page(connection, page, signOfLife);
    }

    @Override
    public Optional<Member> member(Connection connection, String memberId, Runnable signOfLife) {
        return isOurs(connection)
                ? members(connection).stream()
                        .filter(member -> member.id().equals(memberId))
                        .findFirst()
                : others.member(connection, memberId, signOfLife);
    }

    private static boolean isOurs(Connection connection) {
        return connection.baseUrl().endsWith(".csv");
    }

    private static List<Member> members(Connection connection) {
        try (var lines = Files.lines(Path.of(URI.create(connection.baseUrl())))) {
            return lines.map(line -> line.split(",", -1))
                    .filter(cells -> cells[0].equals(connection.federationOrgId()))
                    .map(CsvMemberSource::member)
                    .toList();
        } catch (IOException e) {
            throw FederationAnswer.notNow("The file of the provider is not there.", null);
        }
    }

    private static Member member(String[] cells) {
        var values = new EnumMap<MemberField, String>(MemberField.class);
        values.put(MemberField.firstName, cells[2]);
        values.put(MemberField.lastName, cells[3]);
        values.put(MemberField.email, cells[4]);
        return new Member(cells[1], MemberSent.of(values), null);
    }
}
