package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.KvConfig;
import io.slipway.provider.Operator;
import java.io.IOException;

/** A command that asks an operator, who is there as long as it runs. */
abstract class OperatorVerb extends Verb {

    OperatorVerb(Terminal terminal) {
        super(terminal);
    }

    abstract Answer answer(Operator operator) throws IOException;

    /** The settings with what the arguments say on top. */
    KvConfig settings(KvConfig config) {
        return config;
    }

    @Override
    final Answer answer() throws IOException {
        try (Operator operator = Operator.open(settings(common().config()))) {
            return answer(operator);
        }
    }
}
