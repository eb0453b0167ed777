package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command with one answer. */
public abstract class Verb implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Terminal terminal;

    Verb(Terminal terminal) {
        this.terminal = terminal;
    }

    abstract Answer answer() throws IOException;

    @Override
    public final Integer call() throws IOException {
        Answer answer = answer();
        terminal.answer(answer, common.json());
        return answer.exit().code();
    }

    /** Whether a program reads the answer. */
    public final boolean json() {
        return common.json();
    }

    final CommonOptions common() {
        return common;
    }

    final Terminal terminal() {
        return terminal;
    }

    /** To be thrown for an argument that only looks right. */
    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
