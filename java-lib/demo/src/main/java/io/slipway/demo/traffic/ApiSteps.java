package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.Keys;
import io.slipway.demo.service.ApiService;
import io.slipway.demo.v1.FileReport;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What the callers of the API ask for; holds every answer against what its question allows. For one thread. */
final class ApiSteps implements Runnable {
    private static final int GROUP_SIZE = 16;
    private static final int PAGE_SIZE = 50;
    private static final Comparator<ByteString> KEY_ORDER = ByteString.unsignedLexicographicalComparator();

    private final ApiService api;
    private final KeyBook keys;
    private final RandomGenerator random;

    ApiSteps(ApiService api, KeyBook keys, RandomGenerator random) {
        this.api = api;
        this.keys = keys;
        this.random = random;
    }

    @Override
    public void run() {
        switch (random.nextInt(20)) {
            case 0 -> reports();
            case 1 -> browse();
            case 2 -> search();
            case 3 -> {
                ByteString sha256 = anySample();
                expectPage(api.verdictsOn(sha256, PAGE_SIZE), sha256);
            }
            default -> {
                ByteString sha256 = anySample();
                api.report(sha256).ifPresent(report -> expectReport(sha256, report));
            }
        }
    }

    private void reports() {
        List<ByteString> wanted =
                Stream.generate(this::anySample).limit(GROUP_SIZE).distinct().toList();
        api.reports(wanted).forEach(ApiSteps::expectReport);
    }

    private void browse() {
        ByteString place =
                keys.places().get(random.nextInt(keys.places().size())).key();
        String container = Keys.containerOf(place);
        expectPage(api.browse(container, PAGE_SIZE), Keys.sighting(container, ""));
    }

    private void search() {
        String token =
                Keys.tokenOf(keys.strings().get(random.nextInt(keys.strings().size())));
        expectPage(api.search(token, PAGE_SIZE), Keys.stringPrefix(token));
    }

    private ByteString anySample() {
        return keys.samples().get(random.nextInt(keys.samples().size()));
    }

    private static void expectReport(ByteString sha256, FileReport report) {
        if (!report.getSha256().equals(sha256)) {
            throw new IllegalStateException("asked for the report on one sample and got another's");
        }
    }

    private static void expectPage(List<ByteString> page, ByteString prefix) {
        if (page.size() > PAGE_SIZE) {
            throw new IllegalStateException("a page has " + page.size() + " keys, more than asked for");
        }
        for (int i = 0; i < page.size(); i++) {
            if (!page.get(i).startsWith(prefix)) {
                throw new IllegalStateException("a page holds a key outside its range");
            }
            if (i > 0 && KEY_ORDER.compare(page.get(i - 1), page.get(i)) >= 0) {
                throw new IllegalStateException("a page is out of order");
            }
        }
    }
}
