package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.Golden;
import io.github.cacheferry.cli.report.ShellWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Command lines, and what becomes of each: words, variables before them, files behind them. */
class RewrittenGoldenTest {
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\\S)+");
  private static final String FROM = "type=local,src=/tmp/cache";
  private static final String TO = "type=local,dest=/tmp/cache,mode=max,ignore-error=true";

  private static final String PRINTED =
      "{\"target\":{\"web\":{\"context\":\".\",\"cache-from\":[{\"ref\":\"acme/web\",\"type\":\"registry\"},\"acme/old\"],"
          + "\"cache-to\":[{\"dest\":\"a,b\",\"type\":\"local\"}]},\"api\":{}}}";

  @Test
  void docker_getsFlagsBehindTheVerb() throws CacheException {
    check(
        "rewritten-docker.txt",
        """
        docker buildx build .
        docker buildx b .
        docker build .
        docker image build .
        docker builder build .
        docker-buildx build .
        /usr/libexec/docker/cli-plugins/docker-buildx build .
        buildx --builder=one build .
        docker buildx --builder x build .
        docker buildx --builder build build .
        docker --context c buildx build .
        docker --context build build .
        docker -c build image build .
        docker -H tcp://build:1 -D --log-level build --tls buildx --builder=x build -t build .
        docker --config=build buildx build .
        docker build -- build
        docker buildx build -t 'a b' --build-arg 'X=it is' -f - .
        docker build --cache-from acme/app:cache .
        docker build --cache-from=type=gha --cache-to=type=gha,mode=max .
        docker build --cache-from type=local,src=/tmp/cache --cache-from other/app --cache-to type=inline .
        docker buildx build --no-cache-filter one --metadata-file build .
        docker builder b .
        docker builder --builder x build .
        docker -Dc build buildx build .
        docker -cbuild -lbuild build .
        docker build --push --platform linux/amd64,linux/arm64 -o type=image,push=true --load .
        docker build https://github.com/acme/app.git#main:docker
        """);
  }

  @Test
  void whatOnlyStartsTheToolIsLookedBehind() throws CacheException {
    check(
        "rewritten-started.txt",
        """
        env docker build .
        env -u DOCKER_HOST --unset X -- BUILDX_BUILDER=build A= docker buildx build .
        /usr/bin/nice -n 10 docker build .
        nice -10 docker build .
        nice --adjustment=5 ionice -c 3 docker build .
        ionice -c2 -n 7 docker build .
        timeout -k 5 --foreground 30m docker build .
        timeout --signal KILL 30m nohup docker buildx bake
        stdbuf -oL docker build .
        stdbuf -o L docker build .
        nohup env X=build docker compose build
        nice buildctl build
        """);
  }

  @Test
  void buildctl_hasNamesOfItsOwn() throws CacheException {
    check(
        "rewritten-buildctl.txt",
        """
        buildctl build --frontend dockerfile.v0 --local context=. --local dockerfile=.
        buildctl b --frontend dockerfile.v0
        /opt/bin/buildctl --addr build --timeout 5 --debug build --local context=build
        buildctl --addr=docker-container://builder --tlsdir certificates build
        buildctl build --import-cache acme/app:cache --export-cache type=inline
        buildctl build --import-cache=type=gha --export-cache=type=gha,mode=max
        buildctl -addr build -debug build -frontend dockerfile.v0
        buildctl-daemonless.sh build --frontend dockerfile.v0
        """);
  }

  @Test
  void bake_setsForEachTarget() throws CacheException {
    check(
        "rewritten-bake.txt",
        """
        docker buildx bake
        docker buildx f all
        docker-buildx bake
        docker --context bake buildx --builder bake bake -f bake -f more.hcl web api
        docker buildx bake --set '*.platform=linux/arm64' --set web.cache-to=type=inline
        docker buildx bake --set web.cache-from+=acme/web --set '*.cache-to='
        docker buildx bake --allow fs.read=/src --push -- web
        docker buildx bake https://github.com/acme/app.git#main web
        docker builder bake
        docker builder --builder bake f -f a.hcl
        """);
  }

  @Test
  void bake_aSecretIsNotRepeated() throws CacheException {
    var golden = new StringBuilder();
    for (String own :
        List.of(
            "{\"type\":\"s3\",\"secret_access_key\":\"s\"}",
            "\"type=gha,token=s\"",
            "null",
            "{}")) {
      String printed = "{\"target\":{\"web\":{\"cache-to\":[" + own + "]}}}";
      show(
          golden,
          ((DockerBake) BuildTool.of(words("docker buildx bake"), Map.of()))
              .keeping(printed)
              .with(Map.of("web", new CacheFlags(List.of(), List.of(TO))), List.of()));
    }
    Golden.check("rewritten-bake-secrets.txt", golden.toString());
  }

  @Test
  void compose_getsAFurtherFile() throws CacheException {
    check(
        "rewritten-compose.txt",
        """
        docker compose build
        docker-compose build web
        docker --context build compose build --build-arg build=1 web api
        docker compose -f build -f more.yaml build
        docker compose -fbuild build --with-dependencies
        docker compose --file=a.yaml --project-directory build build
        docker compose -p build --profile build --env-file build --ansi never --progress plain build
        docker compose --profile=debug --parallel 2 --dry-run build -- web
        """);
  }

  @Test
  void dagger_getsVariables() throws CacheException {
    var golden = new StringBuilder();
    for (String version :
        List.of(
            "dagger v0.20.8 (docker-image://registry.dagger.io/engine:v0.20.8) linux/amd64",
            "dagger v0.9.0 (registry.dagger.io/engine) linux/amd64",
            "dagger v0.8.7 (registry.dagger.io/engine) darwin/arm64",
            "dagger v0.4.2 (9df6b3a) linux/amd64",
            "dagger 0.2.36 (af9ddf1a9) linux/amd64")) {
      golden.append("# ").append(version).append('\n');
      for (String line :
          List.of("dagger do --log-format plain build", "/opt/dagger --debug do -- --x")) {
        dagger(golden, line, version, Map.of());
      }
    }
    for (String line : List.of("dagger call build --tag 'a b'", "dagger run go run ci.go")) {
      dagger(golden, line, "dagger v0.18.2", Map.of());
    }
    dagger(
        golden,
        "dagger call build",
        "dagger v0.18.2",
        Map.of(
            "_EXPERIMENTAL_DAGGER_CACHE_CONFIG",
            "type=gha",
            "_EXPERIMENTAL_DAGGER_CACHE_IMPORT_CONFIG",
            "type=registry,ref=acme/app;type=gha",
            "_EXPERIMENTAL_DAGGER_CACHE_EXPORT_CONFIG",
            ""));
    Golden.check("rewritten-dagger.txt", golden.toString());
  }

  @Test
  void dagger_escapesSemicolons() throws CacheException {
    var golden = new StringBuilder();
    for (String version : List.of("dagger v0.20.0", "dagger v0.8.0")) {
      show(
          golden,
          daggerAt("dagger call", version, Map.of())
              .with(
                  new CacheFlags(List.of("type=local,src=/a;b"), List.of("type=local,dest=/a;b"))));
    }
    Golden.check("rewritten-dagger-semicolons.txt", golden.toString());
  }

  @Test
  void dagger_getsWhatThereIs() throws CacheException {
    var golden = new StringBuilder();
    for (CacheFlags flags :
        List.of(
            new CacheFlags(List.of(), List.of()),
            new CacheFlags(List.of(), List.of(TO)),
            new CacheFlags(List.of(FROM), List.of()),
            new CacheFlags(
                List.of("type=registry,ref=acme/a", "type=gha"),
                List.of("type=registry,ref=acme/b,mode=max")))) {
      for (String version : List.of("dagger v0.20.0", "dagger v0.8.0")) {
        show(golden, daggerAt("dagger call", version, Map.of()).with(flags));
      }
    }
    Golden.check("rewritten-dagger-some.txt", golden.toString());
  }

  private static void check(String name, String commands) throws CacheException {
    var golden = new StringBuilder();
    for (String line : commands.lines().toList()) {
      golden.append("$ ").append(line).append('\n');
      BuildTool tool = BuildTool.of(words(line), Map.of());
      if (tool instanceof WholeBuild whole) {
        show(golden, whole.with(new CacheFlags(List.of(FROM), List.of(TO))));
      } else if (tool instanceof DockerCompose compose) {
        several(golden, compose.reading(usual(compose), "/tmp/cache-compose"));
      } else {
        several(golden, ((DockerBake) tool).keeping(PRINTED));
      }
      golden.append('\n');
    }
    Golden.check(name, golden.toString());
  }

  /** What compose would find in an application's directory. */
  private static List<String> usual(DockerCompose compose) {
    return compose.namesFiles() ? List.of() : List.of("/src/compose.yaml");
  }

  /** One build that has a cache, and one that has none yet. */
  private static void several(StringBuilder golden, ManyBuilds many) {
    golden.append("  asks: ").append(ShellWord.line(many.listing())).append('\n');
    var flags = new LinkedHashMap<String, CacheFlags>();
    flags.put("web", new CacheFlags(List.of(FROM), List.of(own("web"))));
    flags.put("api", new CacheFlags(List.of(), List.of(own("api$1"))));
    show(golden, many.with(flags, List.of("/tmp/cache", "/tmp/cache-targets/web")));
  }

  private static String own(String name) {
    return TO.replace("/tmp/cache", "/tmp/cache-targets/" + name);
  }

  private static void dagger(
      StringBuilder golden, String line, String version, Map<String, String> environment)
      throws CacheException {
    golden.append("$ ").append(line).append('\n');
    new TreeMap<>(environment)
        .forEach(
            (name, value) ->
                golden.append("  set: ").append(name).append('=').append(value).append('\n'));
    show(
        golden,
        daggerAt(line, version, environment).with(new CacheFlags(List.of(FROM), List.of(TO))));
    golden.append('\n');
  }

  private static WholeBuild daggerAt(String line, String version, Map<String, String> environment)
      throws CacheException {
    return ((Dagger) BuildTool.of(words(line), Map.of())).at(version, environment, FROM);
  }

  private static void show(StringBuilder golden, Rewritten rewritten) {
    golden.append(ShellWord.line(rewritten.variables(), rewritten.words())).append('\n');
    new TreeMap<>(rewritten.files())
        .forEach((path, text) -> golden.append("  ").append(path).append(": ").append(text));
  }

  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    for (MatchResult word : WORD.matcher(line).results().toList()) {
      words.add(word.group().replace("'", ""));
    }
    return words;
  }
}
