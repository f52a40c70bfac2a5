package dev.slipway.cli;

import picocli.CommandLine.Command;

/** So that {@code submit} is in the list of commands; its grammar is not picocli's. */
@Command(
    name = "submit",
    description = "Submit an application; spark-submit's options. See submit --help.")
final class SubmitPlaceholder {}
