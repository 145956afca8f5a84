package samples.bench.suite;

import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;

/** A chart of the ratios: a bar for each peer, which points to the left where gevent4j is ahead. */
final class Chart {
    private static final int WIDTH = 1000;
    private static final int ROW_HEIGHT = 18;
    private static final int FRAME_HEIGHT = 110;
    private static final int SCALE = 2;         // for high-resolution screens
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final Color AHEAD = new Color(0x2e7d32);
    private static final Color BEHIND = new Color(0xc62828);
    private static final Color NO_GOAL = new Color(0x78909c);

    private record Bar(String label, double ratio, Color color) {
        static Bar of(Row row, Outcome.Line line) {
            return new Bar(row.what() + " ÷ " + line.contender(), line.ratio().orElseThrow().median(),
                    line.isMet().map(met -> met ? AHEAD : BEHIND).orElse(NO_GOAL));
        }
    }

    private Chart() {
    }

    static void write(List<Outcome> outcomes, Path file) throws IOException {
        List<Bar> bars = bars(outcomes);
        System.setProperty("java.awt.headless", "true");
        try (OutputStream out = Files.newOutputStream(file)) {
            ChartUtils.writeScaledChartAsPNG(out, chart(bars), WIDTH, FRAME_HEIGHT + ROW_HEIGHT * bars.size(), SCALE,
                    SCALE);
        }
    }

    private static List<Bar> bars(List<Outcome> outcomes) {
        List<Bar> bars = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            for (Row row : outcome.work().rows()) {
                outcome.lines(row).stream().filter(line -> line.ratio().isPresent())
                        .forEach(line -> bars.add(Bar.of(row, line)));
            }
        }
        return bars;
    }

    private static JFreeChart chart(List<Bar> bars) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        bars.forEach(bar -> data.addValue(bar.ratio(), "ratio", bar.label()));
        CategoryAxis names = new CategoryAxis();
        names.setTickLabelFont(SMALL);
        names.setMaximumCategoryLabelWidthRatio(0.5f);
        CategoryPlot plot = new CategoryPlot(data, names, axis(), renderer(bars));
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        JFreeChart chart = new JFreeChart("gevent4j ÷ peer: left of 1 it is ahead", JFreeChart.DEFAULT_TITLE_FONT, plot,
                false);
        chart.setBackgroundPaint(Color.WHITE);
        return chart;
    }

    private static LogAxis axis() {
        LogAxis axis = new LogAxis();
        axis.setBase(2);
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setTickLabelFont(SMALL);
        axis.setNumberFormatOverride(new DecimalFormat("0.###"));
        axis.setUpperMargin(0.1);
        axis.setLowerMargin(0.1);
        return axis;
    }

    private static BarRenderer renderer(List<Bar> bars) {
        BarRenderer renderer = new BarRenderer() {
            private static final long serialVersionUID = 1;

            @Override
            public Paint getItemPaint(int row, int column) {
                return bars.get(column).color();
            }
        };
        renderer.setBase(1);
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultItemLabelFont(SMALL);
        renderer.setDefaultItemLabelGenerator(
                new StandardCategoryItemLabelGenerator("{2}", new DecimalFormat("0.00")));
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        return renderer;
    }
}
