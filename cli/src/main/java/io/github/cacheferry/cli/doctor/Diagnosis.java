package io.github.cacheferry.cli.doctor;

/**
 * A finding, and the check that it is from.
 *
 * @param check the check's name
 * @param finding what it found
 */
public record Diagnosis(String check, Finding finding) {}
