package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.spec.CacheSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All that doctor looks at: the machine, and the places that the user names. */
public final class Checkup {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Machine machine;
  private final InstantSource clock = InstantSource.system();
  private final Engine engine = new Engine();
  private final List<Place> places = new ArrayList<>();
  private final List<Check> ofSpecs = new ArrayList<>();
  private final Set<CacheSpec> read = new HashSet<>();

  /** A check-up of the machine alone, until places are added. */
  public Checkup(Machine machine) {
    this.machine = machine;
  }

  /** Adds a place. */
  public void add(Place place) {
    places.add(place);
    if (place.reader().isEmpty() && place.writer().isEmpty()) {
      ofSpecs.add(new BuilderOnly(place));
    }
    // A job often reads what it writes: that is asked once.
    place
        .reader()
        .filter(reader -> read.add(reader.spec()))
        .ifPresent(reader -> ofSpecs.add(new ReadCheck(reader, machine.layout())));
    place.writer().ifPresent(writer -> ofSpecs.add(new WriteCheck(writer, machine.layout())));
    if (place.type().equals("registry")) {
      place.writer().ifPresent(writer -> ofSpecs.add(new ShapeCheck(place, writer, engine)));
    }
  }

  /** Adds a spec that makes no sense. */
  public void add(String text, CacheException.Usage why) {
    ofSpecs.add(new BadSpec(text, why));
  }

  /**
   * Looks at everything.
   *
   * @return what was found, in an order that does not vary
   * @throws CacheException.Cancelled if the run was interrupted
   */
  public List<Diagnosis> run(RunContext context) throws CacheException.Cancelled {
    var clocks = new Clocks(clock);
    var examination = new Examination(context, clocks, PATIENCE);
    var diagnoses = new ArrayList<Diagnosis>(examination.run(checks()));
    // By then servers have told the time.
    diagnoses.addAll(examination.run(List.of(new ClockCheck(clocks, engine))));
    return diagnoses;
  }

  private List<Check> checks() {
    var checks =
        new ArrayList<Check>(
            List.of(
                new JavaCheck(machine.arguments(), machine.version()),
                new SpaceCheck(List.of(machine.layout(), machine.temporary())),
                new JobCheck(machine.job(), machine.ownScopes()),
                new ActionsCheck(places, clock),
                new DockerCheck(engine),
                new BuildxCheck(engine, places),
                new DriverCheck(engine),
                new BuildKitCheck(engine, places)));
    if (!places.isEmpty()) {
      checks.add(new BuilderAccessCheck(engine, places));
    }
    checks.addAll(ofSpecs);
    return checks;
  }
}
