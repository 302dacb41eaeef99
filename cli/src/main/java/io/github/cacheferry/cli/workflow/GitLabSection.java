package io.github.cacheferry.cli.workflow;

import java.time.Instant;
import java.util.Locale;

/**
 * A part of a job's log on GitLab that can be folded, between two markers: {@code
 * section_start:TIME:NAME[collapsed=true]} and {@code section_end:TIME:NAME}, each among the
 * terminal's own sequences, in a name of letters, digits and {@code _ . -}
 * (docs.gitlab.com/ci/jobs/job_logs).
 *
 * @param name the name, which no other section of the job may have
 * @param title what is shown of it when it is folded
 */
record GitLabSection(String name, String title) {
  /** Erases what the log shows of a marker. */
  private static final String ERASE = "\u001b[0K";

  /** A section that begins at this time; two of one job do not share a millisecond. */
  static GitLabSection of(String title, Instant begins) {
    String word = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    return new GitLabSection(word + "_" + begins.toEpochMilli(), title);
  }

  /** The line that begins it. */
  String begin(Instant time) {
    return marker("section_start", time, name + "[collapsed=true]") + title;
  }

  /** The line that ends it. */
  String end(Instant time) {
    return marker("section_end", time, name);
  }

  private static String marker(String kind, Instant time, String name) {
    return ERASE + kind + ":" + time.getEpochSecond() + ":" + name + "\r" + ERASE;
  }

  /** The text without what begins a sequence of the terminal's, and so without markers. */
  static String defuse(String text) {
    return text.replace('\u001b', '?').replace('\u009b', '?');
  }
}
