// Generates the jOOQ tables from the migrations, in a PostgreSQL of its own. Passes by when no migration changed.
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.security.MessageDigest
import org.flywaydb.core.Flyway
import org.jooq.codegen.GenerationTool
import org.jooq.meta.jaxb.*

def target = new File(project.basedir, 'target/generated-sources/jooq')
def migrations = new File(project.basedir, 'src/main/resources/db/migration')
project.addCompileSourceRoot(target.path)

def digest = MessageDigest.getInstance('SHA-256')
(migrations.listFiles().sort { it.name } + new File(project.basedir, 'src/build/GenerateTables.groovy')).each {
  digest.update(it.name.bytes)
  digest.update(it.bytes)
}
def wanted = digest.digest().encodeHex().toString()
def stamp = new File(target, '.migrations.sha256')
if (stamp.exists() && stamp.text == wanted) return

EmbeddedPostgres.builder().start().withCloseable { postgres ->
  Flyway.configure().dataSource(postgres.postgresDatabase).locations("filesystem:${migrations}").load().migrate()
  postgres.postgresDatabase.connection.withCloseable { connection ->
    def tool = new GenerationTool()
    tool.connection = connection
    tool.run(new Configuration()
      .withLogging(Logging.WARN)
      .withGenerator(new Generator()
        .withDatabase(new Database()
          .withInputSchema('public')
          .withOutputSchemaToDefault(true)
          .withIncludeRoutines(false)
          .withExcludes('flyway_schema_history')
          .withForcedTypes(
            new ForcedType().withName('INSTANT').withIncludeTypes('timestamptz|timestamp with time zone'),
            new ForcedType().withUserType('java.time.Duration').withIncludeTypes('interval')
              .withConverter('org.jooq.Converter.ofNullable(org.jooq.types.YearToSecond.class, java.time.Duration.class, org.jooq.types.YearToSecond::toDuration, org.jooq.types.YearToSecond::valueOf)')))
        .withGenerate(new Generate().withRecords(true).withGlobalCatalogReferences(false))
        .withTarget(new Target().withPackageName('io.plumbline.infra.db').withDirectory(target.path))))
  }
}
stamp.text = wanted
